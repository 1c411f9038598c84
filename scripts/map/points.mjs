// Writes points.json: for every ISO code its alpha-3 code and a label point that lies on land.
import fs from 'node:fs';
import { geoArea, geoAzimuthalEqualArea, geoCentroid, geoPath } from 'd3-geo';
import { CODES, pieces } from './shapes.mjs';

// [latitude, longitude] where the middle of the largest piece misleads, or where Natural Earth 1:50m has no shape.
const BY_HAND = {
  AQ: [-64.8, -64.1], AR: [-33.5, -63], AU: [-30, 143], BQ: [12.18, -68.25], BV: [-54.42, 3.36], CA: [52, -97], CC: [-12.16, 96.85],
  BR: [-15.5, -48.5], CL: [-33.6, -70.8], CO: [4.6, -73.8], CU: [22.2, -79.5], CX: [-10.49, 105.63], DZ: [34.5, 3], EG: [29.6, 31], FI: [62, 26], GB: [52.6, -1.4],
  GI: [36.14, -5.35], GL: [64.6, -50.5], ID: [-6.9, 107.6], IL: [31.9, 34.9], IT: [42.7, 12.9], KI: [1.42, 173], LY: [31.5, 14], ML: [14, -6], MR: [18.4, -14], MY: [3.8, 102.2], NE: [14.6, 7.5],
  NO: [61, 9.3], NZ: [-39.6, 176], PF: [-17.6, -149.4], PG: [-6.3, 144.5], PH: [15.6, 121], PK: [30.6, 71.2], RU: [55.75, 38], SE: [60.2, 15.3], SJ: [78.4, 16.5],
  TD: [12.8, 17], TK: [-9.2, -171.85], TV: [-8.52, 179.2], UM: [28.21, -177.37], US: [39.5, -96.5], VA: [41.903, 12.453],
  TF: [-49.35, 69.5], GS: [-54.4, -36.6], CN: [33.5, 110.5], IN: [22.5, 79],
};

function inside(rings, x, y) {
  let odd = false;
  for (const ring of rings) for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [ax, ay] = ring[i], [bx, by] = ring[j];
    if ((ay > y) !== (by > y) && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd;
  }
  return odd;
}

function edgeDistance(rings, x, y) {
  let best = Infinity;
  for (const ring of rings) for (let i = 1; i < ring.length; i++) {
    const [ax, ay] = ring[i - 1], [bx, by] = ring[i];
    const dx = bx - ax, dy = by - ay;
    const t = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
    best = Math.min(best, Math.hypot(x - ax - t * dx, y - ay - t * dy));
  }
  return best;
}

/** The point farthest from the edge of a polygon, searched on grids that narrow. */
function middle(polygon) {
  const [lon, lat] = geoCentroid(polygon);
  const projection = geoAzimuthalEqualArea().rotate([-lon, -lat]).scale(6371).translate([0, 0]).precision(0);
  const rings = polygon.coordinates.map((ring) => ring.map(projection));
  let [[x0, y0], [x1, y1]] = geoPath(projection).bounds(polygon);
  let best = { d: -1, x: 0, y: 0 };
  for (let level = 0; level < 3; level++) {
    const w = x1 - x0, h = y1 - y0;
    for (let i = 0; i <= 24; i++) for (let j = 0; j <= 24; j++) {
      const x = x0 + (w * i) / 24, y = y0 + (h * j) / 24;
      if (!inside(rings, x, y)) continue;
      const d = edgeDistance(rings, x, y);
      if (d > best.d) best = { d, x, y };
    }
    [x0, x1, y0, y1] = [best.x - w / 12, best.x + w / 12, best.y - h / 12, best.y + h / 12];
  }
  return projection.invert([best.x, best.y]).reverse();
}

const largest = new Map();
for (const { properties, geometry } of pieces()) {
  const area = geoArea(geometry);
  if (area > (largest.get(properties.code)?.area ?? 0)) largest.set(properties.code, { area, geometry });
}
const points = {};
for (const [code, alpha3] of CODES) {
  const found = BY_HAND[code] ?? (largest.has(code) ? middle(largest.get(code).geometry) : null);
  if (!found) throw new Error(`no point for ${code}`);
  points[code] = { alpha3, lat: +found[0].toFixed(2), lon: +found[1].toFixed(2) };
}
fs.writeFileSync(new URL('points.json', import.meta.url), JSON.stringify(points));
