// Writes world.json, region-<id>.json and stitches.json into the folder given as first argument.
import fs from 'node:fs';
import path from 'node:path';
import { geoAzimuthalEqualArea, geoContains, geoEqualEarth, geoPath } from 'd3-geo';
import { draw, frame, place } from './draw.mjs';
import { pieces } from './shapes.mjs';

const target = process.argv[2];
const points = JSON.parse(fs.readFileSync(new URL('points.json', import.meta.url)));
const save = (name, value) => fs.writeFileSync(path.join(target, name), JSON.stringify(value));

const EARTH = 6371; // kilometres, so that a projection of scale EARTH / n counts n kilometres to the unit

/** A projection whose origin is the middle of its window, cut at that window. */
function windowed(projection, scale, [x0, y0, x1, y1]) {
  return projection.scale(scale).translate([0, 0]).precision(0.3).clipExtent([[x0, y0], [x1, y1]]);
}

// The cut at 169 degrees west runs through the Bering Strait and leaves Fiji, Samoa and Tonga whole.
function world() {
  const projection = windowed(geoEqualEarth().rotate([-11, 0]), 370, [-1010, -500, 1010, 500]);
  const drawn = draw(projection, { tolerance: 8, smallest: 5 });
  save('world.json', {
    km: EARTH / 370, frame: [-830, -486, 955, 392], points: place(projection, points, [[-1100, -700], [1100, 700]]), ...drawn,
  });
}

// frame: what the region's page shows, as corners; reach: how far its geometry goes, in units round the origin.
const REGIONS = {
  'western-europe': {
    projection: geoAzimuthalEqualArea().rotate([-10, -52]), km: 2, tolerance: 6, smallest: 14,
    reach: [-2300, -2500, 1900, 1400], corners: [[-24, 66], [-10, 35], [27, 71.6], [24, 34.5], [34.6, 34.6], [32, 66]],
  },
  'central-eastern-europe-west-asia': {
    projection: geoAzimuthalEqualArea().rotate([-50, -50]), km: 2, tolerance: 10, smallest: 25,
    reach: [-2300, -2600, 3400, 1700], corners: [[12, 55], [19, 39], [27, 35.6], [70, 35.6], [87, 48], [45, 66]],
  },
  'middle-east-africa': {
    projection: geoAzimuthalEqualArea().rotate([-20, -4]), km: 2.5, tolerance: 8, smallest: 14,
    reach: [-3100, -2300, 3100, 2900], corners: [[-25, 15], [10, 38], [48, 40], [63, 25], [58, -20], [20, -36]],
  },
  'asia-pacific': {
    projection: geoEqualEarth().rotate([-125, 0]), km: 2.5, tolerance: 20, smallest: 30,
    reach: [-4100, -3100, 4700, 2900], corners: [[61, 34], [75, 51], [130, 51], [-172, -14], [176, -47.5]],
  },
  'latin-america': {
    projection: geoAzimuthalEqualArea().rotate([70, 12]), km: 2.5, tolerance: 7, smallest: 14,
    reach: [-3100, -2500, 3100, 2400], corners: [[-117, 33], [-60, 28], [-34, -8], [-68, -56]],
  },
  'north-america': {
    projection: geoAzimuthalEqualArea().rotate([98, -48]), km: 2.5, tolerance: 12, smallest: 30,
    reach: [-2900, -2200, 2500, 1900],
    corners: [[-168, 58], [-158, 71.5], [-125, 32], [-97, 24], [-52, 47], [-60, 60], [-75, 74]],
  },
};
const SMALL_STATE_KM2 = 60000;

function region(id, { projection, km, tolerance, smallest, reach, corners }) {
  windowed(projection, EARTH / km, reach);
  const drawn = draw(projection, { tolerance, smallest, exact: SMALL_STATE_KM2 / km ** 2 });
  const cut = projection.clipExtent();
  projection.clipExtent(null);
  save(`region-${id}.json`, { km, frame: frame(projection, corners), points: place(projection, points, cut), ...drawn });
}

// The stitched world of the home page: rows of dashes, every second row moved by half a step.
function stitches() {
  const projection = geoEqualEarth().rotate([-11, 0]).scale(185).translate([500, 258]);
  const shapes = pieces().map((f) => ({ code: f.properties.code, f, box: geoPath(projection).bounds(f) }));
  const cells = {};
  for (let row = 0; row * 9 + 20 < 462; row++) {
    for (let column = 0; column < 83; column++) {
      const x = column * 12 + (row % 2) * 6, y = row * 9 + 20;
      const at = projection.invert([x + 3.5, y]);
      const hit = shapes.find(({ f, box: [[x0, y0], [x1, y1]] }) =>
        x + 3.5 >= x0 && x + 3.5 <= x1 && y >= y0 && y <= y1 && geoContains(f, at));
      if (hit) (cells[hit.code] ??= []).push(row * 100 + column);
    }
  }
  save('stitches.json', {
    frame: [76, 8, 904, 436], cells, points: place(projection, points, [[-50, -50], [1050, 560]]),
  });
}

world();
for (const [id, options] of Object.entries(REGIONS)) region(id, options);
stitches();
