// Plots for paper: the same curves as lines of a vector graphic, as wide as the page and sharp at any size. Grey
// patterns tell the lines apart.

const PAPER = { width: 680, left: 46, right: 8, top: 6, bottom: 20 };
const GREYS = { left: '#000', right: '#666', output: '#000', bound: '#000', limit: '#555' };

function svg(tag, attributes, text) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text) element.textContent = text;
  return element;
}

/** From frequency and value to places on the paper. */
function paperScale(spec, height) {
  const [low, high] = rangeOf(spec);
  const [from, to] = [spec.hz[0], spec.hz[spec.hz.length - 1]];
  const share = spec.log
    ? (v) => Math.log(Math.max(v, low / 10) / low) / Math.log(high / low)
    : (v) => (v - low) / (high - low);
  const [across, up] = [PAPER.width - PAPER.left - PAPER.right, height - PAPER.top - PAPER.bottom];
  return {
    x: (hz) => PAPER.left + (across * Math.log(hz / from)) / Math.log(to / from),
    y: (value) => PAPER.top + up * (1 - Math.min(1.05, Math.max(-0.05, share(value)))),
    xTicks: logTicks(from, to, across, hertzTick, 34),
    yTicks: (spec.log ? logTicks : linearTicks)(low, high, up, valueTick, 20),
  };
}

function paperAxes(scale, height) {
  const [right, bottom] = [PAPER.width - PAPER.right, height - PAPER.bottom];
  const line = (x1, y1, x2, y2) => svg('line', { x1, y1, x2, y2, stroke: '#ccc', 'stroke-width': 0.6 });
  const label = (x, y, text, anchor) =>
    svg('text', { x, y, 'text-anchor': anchor, 'font-size': 11, fill: '#333' }, text);
  const axes = [];
  for (const { v, label: text } of scale.xTicks) {
    axes.push(
      line(scale.x(v), PAPER.top, scale.x(v), bottom),
      label(Math.min(scale.x(v), right - 6), height - 5, text, 'middle'),
    );
  }
  for (const { v, label: text } of scale.yTicks) {
    axes.push(
      line(PAPER.left, scale.y(v), right, scale.y(v)),
      label(PAPER.left - 5, scale.y(v) + 4, text, 'end'),
    );
  }
  axes.push(
    svg('rect', {
      x: PAPER.left,
      y: PAPER.top,
      width: right - PAPER.left,
      height: bottom - PAPER.top,
      fill: 'none',
      stroke: '#666',
      'stroke-width': 0.8,
    }),
  );
  return axes;
}

/** Stretches of points without a gap, each a list of [x, low, value, high] on paper. */
function stretches({ points }, hz, scale) {
  const all = [];
  let open = null;
  points.forEach((point, row) => {
    if (!point) {
      open = null;
      return;
    }
    if (!open) all.push((open = []));
    open.push([scale.x(hz[row]), ...point.map(scale.y)]);
  });
  return all;
}

function paperSeries(series, hz, scale) {
  const { dash, width } = STYLES[series.style];
  const stroke = GREYS[series.style];
  const at = (x, y) => `${x.toFixed(1)},${y.toFixed(1)}`;
  return stretches(series, hz, scale).flatMap((points) => [
    svg('polygon', {
      points: [
        ...points.map(([x, low]) => at(x, low)),
        ...[...points].reverse().map(([x, , , high]) => at(x, high)),
      ].join(' '),
      fill: stroke,
      'fill-opacity': 0.18,
    }),
    svg('polyline', {
      points: points.map(([x, , y]) => at(x, y)).join(' '),
      fill: 'none',
      stroke,
      'stroke-width': 0.7 * width,
      'stroke-dasharray': dash ? dash.join(' ') : 'none',
    }),
  ]);
}

function paperLine(line, scale) {
  const y = scale.y(line.y);
  const right = PAPER.width - PAPER.right;
  return [
    svg('line', {
      x1: PAPER.left,
      y1: y,
      x2: right,
      y2: y,
      stroke: '#444',
      'stroke-width': 0.8,
      'stroke-dasharray': (line.dash || [3, 3]).join(' '),
    }),
    svg(
      'text',
      { x: right - 6, y: y - 4, 'text-anchor': 'end', 'font-size': 10.5, fill: '#333' },
      line.text || '',
    ),
  ];
}

function paperPlot(spec, height, caption) {
  const scale = paperScale(spec, height);
  const picture = svg('svg', {
    viewBox: `0 0 ${PAPER.width} ${height}`,
    class: 'on-paper',
    role: 'img',
    'aria-label': caption,
  });
  picture.append(
    ...paperAxes(scale, height),
    ...(spec.lines || []).flatMap((line) => paperLine(line, scale)),
    ...spec.series.flatMap((series) => paperSeries(series, spec.hz, scale)),
  );
  return picture;
}

/** Puts one beside each plot that is open. */
function drawForPaper() {
  for (const host of document.querySelectorAll('.plot')) {
    const open = host.closest('details');
    if (open && !open.open) continue;
    host.plot.prepare();
    clearPaper(host.parentElement);
    host.after(
      paperPlot(
        host.plot.spec,
        Math.round(0.8 * parseInt(host.style.height, 10)),
        host.getAttribute('aria-label'),
      ),
    );
  }
}

function clearPaper(within) {
  for (const picture of within.querySelectorAll('svg.on-paper')) picture.remove();
}
