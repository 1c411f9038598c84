// Natural Earth's shapes (public domain, by way of world-atlas) as one polygon list per ISO 3166-1 code.
import fs from 'node:fs';
import { geoCentroid } from 'd3-geo';
import { feature } from 'topojson-client';

const read = (name) => JSON.parse(fs.readFileSync(new URL(`node_modules/${name}`, import.meta.url)));

export const CODES = read('i18n-iso-countries/codes.json').filter(([alpha2]) => alpha2 !== 'XK');
const ALPHA2 = new Map(CODES.map(([alpha2, , numeric]) => [numeric, alpha2]));

// Natural Earth gives these no ISO number. Kosovo keeps the code that CLDR uses; the others follow the United Nations.
const UNNUMBERED = {
  Kosovo: 'XK', Somaliland: 'SO', 'N. Cyprus': 'CY', 'Siachen Glacier': '--', 'Indian Ocean Ter.': 'CX',
};

// Parts of a state that ISO 3166-1 lists on their own, told apart by the middle of each polygon.
const PARTS = {
  FR: ([x, y]) => (x < -50 ? (y < 8 ? 'GF' : y > 15.5 ? 'GP' : 'MQ') : x > 50 ? 'RE' : x > 40 ? 'YT' : 'FR'),
  NO: ([, y]) => (y > 74 ? 'SJ' : y < 0 ? 'BV' : 'NO'),
  NL: ([x]) => (x < -50 ? 'BQ' : 'NL'),
  NZ: ([, y]) => (y > -12 ? 'TK' : 'NZ'),
  CX: ([x]) => (x < 100 ? 'CC' : 'CX'),
  // Crimea: United Nations General Assembly resolution 68/262.
  RU: ([x, y]) => (x > 32 && x < 37 && y > 44 && y < 46.3 ? 'UA' : 'RU'),
};

/** One feature per polygon with properties.code; Antarctica is left out. */
export function pieces() {
  const topo = read('world-atlas/countries-50m.json');
  const out = [];
  for (const { id, properties, geometry } of feature(topo, topo.objects.countries).features) {
    const code = UNNUMBERED[properties.name] ?? ALPHA2.get(id);
    if (!code) throw new Error(`no code for ${properties.name}`);
    if (code === 'AQ') continue;
    const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
    for (const coordinates of polygons) {
      const polygon = { type: 'Polygon', coordinates };
      const part = PARTS[code]?.(geoCentroid(polygon)) ?? code;
      out.push({ type: 'Feature', properties: { code: part }, geometry: polygon });
    }
  }
  return out;
}
