// Zoom and pan for maps whose markers are plain links. Words come from data-zoom-in, data-zoom-out, data-zoom-reset.
// Nothing is animated, so there is nothing to calm for people who asked for less motion.

const STEP = 1.6;
const NEAREST = 12;
const FINE_PX = 960; // from this width on, the markers of the fine set do not touch

const between = (value, low, high) => Math.min(Math.max(value, low), high);

function start(map) {
  const box = map.querySelector('.map__box');
  const land = box?.querySelector('.map__land');
  if (!land) return;
  const base = land.getAttribute('viewBox').split(' ').map(Number);
  const markers = [...box.querySelectorAll('.map__dots > svg')].map((svg) => ({
    svg, x: parseFloat(svg.getAttribute('x')) / 100, y: parseFloat(svg.getAttribute('y')) / 100,
  }));
  let zoom = 1, cx = 0.5, cy = 0.5; // the middle of what is seen, as a share of the whole map

  function show() {
    const half = 0.5 / zoom;
    cx = between(cx, half, 1 - half);
    cy = between(cy, half, 1 - half);
    const [x, y, width, height] = base;
    land.setAttribute('viewBox', [x + (cx - half) * width, y + (cy - half) * height, width / zoom, height / zoom].join(' '));
    for (const marker of markers) {
      marker.svg.setAttribute('x', `${(0.5 + (marker.x - cx) * zoom) * 100}%`);
      marker.svg.setAttribute('y', `${(0.5 + (marker.y - cy) * zoom) * 100}%`);
    }
    map.classList.toggle('map--zoomed', zoom > 1);
    map.classList.toggle('map--near', box.clientWidth * zoom >= FINE_PX);
    reset.hidden = zoom === 1;
  }
  function zoomBy(factor) {
    zoom = between(zoom * factor, 1, NEAREST);
    if (zoom < 1.01) zoom = 1;
    show();
  }
  function panBy(dx, dy) {
    cx += dx / zoom;
    cy += dy / zoom;
    show();
  }
  function whole() {
    zoom = 1;
    if (document.activeElement === reset) more.focus();
    show();
  }

  const tools = document.createElement('div');
  tools.className = 'map__tools';
  function tool(words, sign, act) {
    const button = Object.assign(document.createElement('button'), { type: 'button', className: 'map__tool', textContent: sign ?? words });
    if (sign) button.setAttribute('aria-label', words);
    button.addEventListener('click', act);
    tools.append(button);
    return button;
  }
  const reset = tool(map.dataset.zoomReset, null, whole);
  tool(map.dataset.zoomOut, '−', () => zoomBy(1 / STEP));
  const more = tool(map.dataset.zoomIn, '+', () => zoomBy(STEP));
  (map.querySelector('.map__foot') ?? map).append(tools);

  if (map.dataset.mapLabel) {
    Object.assign(box, { tabIndex: 0, role: 'group', ariaLabel: map.dataset.mapLabel });
  }
  const arrows = { ArrowLeft: [-0.2, 0], ArrowRight: [0.2, 0], ArrowUp: [0, -0.2], ArrowDown: [0, 0.2] };
  box.addEventListener('keydown', (event) => {
    if (event.target !== box || zoom === 1 || !arrows[event.key]) return;
    event.preventDefault();
    panBy(...arrows[event.key]);
  });
  box.addEventListener('focusin', (event) => { // a marker reached by keyboard comes into sight
    const marker = markers.find(({ svg }) => svg.contains(event.target));
    if (!marker || zoom === 1 || !event.target.matches(':focus-visible')) return;
    [cx, cy] = [marker.x, marker.y];
    show();
  });

  let drag = null, dragged = false;
  box.addEventListener('pointerdown', (event) => {
    dragged = false;
    if (zoom > 1 && event.isPrimary && event.button === 0) drag = [event.clientX, event.clientY];
  });
  box.addEventListener('pointermove', (event) => {
    if (!drag || !event.isPrimary) return;
    const dx = event.clientX - drag[0], dy = event.clientY - drag[1];
    if (!dragged && Math.hypot(dx, dy) < 6) return;
    dragged = true;
    box.setPointerCapture(event.pointerId);
    drag = [event.clientX, event.clientY];
    panBy(-dx / box.clientWidth, -dy / box.clientHeight);
  });
  for (const kind of ['pointerup', 'pointercancel']) box.addEventListener(kind, () => { drag = null; });
  box.addEventListener('click', (event) => { if (dragged) event.preventDefault(); }, true);
  box.addEventListener('dragstart', (event) => event.preventDefault());
  reset.hidden = true; // the whole map is as it came: nothing is asked of the layout yet
}

document.querySelectorAll('[data-map]').forEach(start);
