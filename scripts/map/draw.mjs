// Draws one view of the world: project, cut, simplify on the shared borders, round to whole numbers.
import { geoPath } from 'd3-geo';
import { geoProject } from 'd3-geo-projection';
import { merge, neighbors } from 'topojson-client';
import { topology } from 'topojson-server';
import { presimplify, simplify } from 'topojson-simplify';
import { pieces } from './shapes.mjs';

const area = (ring) => {
  let sum = 0;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) sum += ring[j][0] * ring[i][1] - ring[i][0] * ring[j][1];
  return Math.abs(sum / 2);
};

/** Whole numbers, without points that fall together. */
function rounded(ring) {
  const out = [];
  for (const [x, y] of ring) {
    const p = [Math.round(x), Math.round(y)], last = out.at(-1);
    if (!last || last[0] !== p[0] || last[1] !== p[1]) out.push(p);
  }
  if (out.length > 1 && String(out[0]) === String(out.at(-1))) out.pop();
  return out;
}

/** The shortest relative path: "M10 20l3-4 5 6z". */
function path(ring) {
  let [x, y] = ring[0];
  let out = `M${x} ${y}l`;
  ring.slice(1).forEach(([nx, ny], i) => {
    const dx = nx - x, dy = ny - y;
    out += (i && dx >= 0 ? ' ' : '') + dx + (dy < 0 ? '' : ' ') + dy;
    [x, y] = [nx, ny];
  });
  return out + 'z';
}

function boxOf(ring) {
  const xs = ring.map((p) => p[0]), ys = ring.map((p) => p[1]);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

function rings(top, code) {
  const members = top.objects.c.geometries.filter((g) => g.properties.code === code && g.type);
  return merge(top, members).coordinates.flat().map(rounded)
    .filter((ring) => ring.length > 2)
    .map((ring) => ({ ring, area: area(ring), box: boxOf(ring) }))
    .sort((a, b) => b.area - a.area);
}

/** Codes of states that share no border in this view: their coast may keep every bend without opening a gap. */
function islandStates(top) {
  const all = top.objects.c.geometries, borders = new Set();
  neighbors(all).forEach((others, i) => others.forEach((j) => {
    if (all[i].properties.code !== all[j].properties.code) borders.add(all[i].properties.code);
  }));
  return new Set(all.map((g) => g.properties.code).filter((code) => !borders.has(code)));
}

/**
 * {shapes: {code: [[x0, y0, x1, y1, path], ...]}, main: {code: box of the pieces that matter}}
 * tolerance: the area in square units below which a bend is dropped; smallest: the area below which an island is.
 * Island states of less than `exact` square units keep every bend and every island.
 */
export function draw(projection, { tolerance, smallest, exact = 0 }) {
  const collection = geoProject({ type: 'FeatureCollection', features: pieces() }, projection);
  collection.features = collection.features.filter((f) => f.geometry);
  const full = topology({ c: collection }, 1e6);
  const top = simplify(presimplify(full), tolerance);
  const islands = islandStates(full);
  const shapes = {}, main = {};
  for (const code of [...new Set(collection.features.map((f) => f.properties.code))].sort()) {
    const whole = islands.has(code) ? rings(full, code) : [];
    const small = whole.length && whole.reduce((sum, item) => sum + item.area, 0) < exact;
    const kept = small ? whole.filter((item) => item.area >= 0.5)
      : rings(top, code).filter((item, i) => item.area >= (i ? smallest : smallest / 3));
    if (!kept.length) continue;
    shapes[code] = kept.map(({ ring, box }) => [...box, path(ring)]);
    const big = kept.filter((item) => item.area >= 0.03 * kept[0].area).map((item) => item.box);
    main[code] = [0, 1].map((i) => Math.min(...big.map((b) => b[i]))).concat([2, 3].map((i) => Math.max(...big.map((b) => b[i]))));
  }
  return { shapes, main };
}

/** Where each label point falls, in whole units; points that the projection cuts off are left out. */
export function place(projection, points, [[x0, y0], [x1, y1]]) {
  const out = {};
  for (const [code, { lat, lon }] of Object.entries(points)) {
    const p = projection([lon, lat]);
    if (p && p[0] >= x0 && p[0] <= x1 && p[1] >= y0 && p[1] <= y1) out[code] = p.map(Math.round);
  }
  return out;
}

/** The smallest box, in units, round a list of [longitude, latitude] seen by a projection without a cut. */
export function frame(projection, corners) {
  const [[x0, y0], [x1, y1]] = geoPath(projection).bounds({ type: 'MultiPoint', coordinates: corners });
  return [x0, y0, x1, y1].map(Math.round);
}
