// Plots over a logarithmic frequency axis: 95 % bands, readout by mouse, finger and keyboard, zoom. A plot is drawn
// when it comes into view. Lines differ by their pattern too, so that they can be told apart without colours.

const STYLES = {
  left: { colour: '--left', dash: null, width: 2 },
  right: { colour: '--right', dash: [8, 4], width: 2 },
  output: { colour: '--output', dash: null, width: 2 },
  bound: { colour: '--output', dash: [2, 3], width: 2 },
  limit: { colour: '--limit', dash: [9, 3, 2, 3], width: 1.5 },
};
const styleOfChannel = (part) => (part === 'right' ? 'right' : 'left');

const HINT = window.matchMedia('(pointer: coarse)').matches
  ? 'Tap a curve to read it.'
  : 'Point at a curve to read it. Drag to zoom, double-click for all; with the keyboard ← → read, + − zoom.';
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** 1-2-5 ticks with labels where there is room; closer ones in a narrow range. */
function logTicks(from, to, pixels, text, room) {
  const ticks = [];
  for (let decade = Math.floor(Math.log10(from)); decade <= Math.ceil(Math.log10(to)); ++decade) {
    for (const factor of [1, 2, 5]) {
      const v = factor * 10 ** decade;
      // What rounding put a hair outside would not be drawn.
      if (v >= from * 0.9999 && v <= to * 1.0001)
        ticks.push({ v: Math.min(Math.max(v, from * (1 + 1e-9)), to * (1 - 1e-9)), rank: factor });
    }
  }
  if (ticks.length < 3) return linearTicks(from, to, pixels, text, room);
  const place = (v) => (Math.log(v / from) / Math.log(to / from)) * pixels;
  const placed = [];
  for (const tick of [...ticks].sort((a, b) => a.rank - b.rank)) {
    if (placed.some((other) => Math.abs(other - place(tick.v)) < room)) continue;
    placed.push(place(tick.v));
    tick.label = text(tick.v);
  }
  return ticks.map(({ v, label }) => ({ v, label: label || '' }));
}

function linearTicks(from, to, pixels, text, room) {
  const least = (to - from) / Math.max(3, pixels / (1.2 * room));
  const power = 10 ** Math.floor(Math.log10(least));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= least);
  const ticks = [];
  for (let n = Math.ceil(from / step - 1e-9); n * step <= to + 1e-9 * step; ++n)
    ticks.push({ v: n * step, label: text(n * step, step) });
  return ticks;
}

const hertzTick = (hz) =>
  hz >= 1000 ? `${Number((hz / 1000).toPrecision(4))}k` : `${Number(hz.toPrecision(4))}`;
const valueTick = (value, step) => {
  if (step === undefined) return `${Number(value.toPrecision(3))}`;
  const text = value.toFixed(Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
  return Number(text) === 0 ? '0' : text.replace('-', '−');
};

/** The range of what is shown; a band that leaves the logarithmic axis does not drive it. */
function rangeOf(spec) {
  let [low, high] = [Infinity, -Infinity];
  for (const { points } of spec.series) {
    for (const p of points) {
      if (!p) continue;
      const lowest = spec.log ? Math.max(p[0], p[1] / 3) : p[0];
      low = Math.min(low, lowest);
      high = Math.max(high, spec.log ? Math.min(p[2], p[1] * 3) : p[2]);
    }
  }
  for (const line of spec.lines || []) [low, high] = [Math.min(low, line.y), Math.max(high, line.y)];
  if (spec.log) return [low / 1.25, high * 1.25];
  const half = Math.max((high - low) / 2, (spec.least || 0) / 2) * 1.1;
  return [(low + high) / 2 - half, (low + high) / 2 + half];
}

class Plot {
  /** `group`: plots that zoom and are read together. `spec()`: {hz, series, log, least, lines, read(row)}. */
  constructor(caption, group, spec, height) {
    this.makeSpec = spec;
    this.group = group;
    this.host = make('div', {
      class: 'plot',
      tabindex: 0,
      role: 'img',
      'aria-label': `${caption} over frequency`,
    });
    this.host.style.height = `${height}px`;
    this.readout = make('p', { class: 'readout', role: 'status' }, HINT);
    this.legend = make('span', { class: 'legend' });
    this.figure = make(
      'figure',
      {},
      make('figcaption', {}, make('b', {}, caption), this.legend),
      this.host,
      this.readout,
    );
    group.push(this);
    this.host.plot = this;
    this.host.addEventListener('keydown', (event) => this.onKey(event));
    this.host.addEventListener('blur', () => this.select(null));
    sight.observe(this.host);
  }

  prepare() {
    if (this.spec) return;
    this.spec = this.makeSpec();
    this.legend.replaceChildren(...this.spec.series.map(({ label, style }) => legendEntry(label, style)));
  }

  draw() {
    this.prepare();
    drawn.add(this);
    const window_ = this.graph && this.graph.isZoomed('x') ? this.graph.xAxisRange() : undefined;
    if (this.graph) this.graph.destroy();
    this.graph = new Dygraph(this.host, this.rows(), this.options(window_));
  }

  rows() {
    const none = [null, null, null];
    return this.spec.hz.map((hz, row) => [hz, ...this.spec.series.map(({ points }) => points[row] || none)]);
  }

  options(window_) {
    const { spec } = this;
    const pixels = () => this.host.clientWidth - 52;
    return {
      labels: ['Hz', ...spec.series.map(({ label }) => label)],
      series: Object.fromEntries(spec.series.map(({ label, style }) => [label, this.seriesOptions(style)])),
      customBars: true,
      fillAlpha: 0.2,
      legend: 'never',
      logscale: Boolean(spec.log),
      valueRange: rangeOf(spec),
      dateWindow: window_ || null,
      axisLineColor: colour('--line'),
      gridLineColor: colour('--grid'),
      gridLineWidth: 1,
      highlightCircleSize: 4,
      interactionModel: interaction(),
      axes: {
        x: {
          logscale: true,
          axisLabelFontSize: 12,
          ticker: (a, b) => logTicks(a, b, pixels(), hertzTick, 34),
        },
        y: {
          axisLabelFontSize: 12,
          axisLabelWidth: 44,
          ticker: (a, b, height) => (spec.log ? logTicks : linearTicks)(a, b, height, valueTick, 24),
        },
      },
      underlayCallback: (canvas, area, graph) => this.underlay(canvas, area, graph),
      highlightCallback: (event, hz) => this.tellAll(hz),
      unhighlightCallback: () => this.tellAll(null),
      drawCallback: (graph, first) => first || this.shareWindow(graph),
    };
  }

  seriesOptions(style) {
    const { colour: name, dash, width } = STYLES[style];
    return { color: colour(name), strokePattern: dash, strokeWidth: width };
  }

  /** Horizontal lines with their words. */
  underlay(canvas, area, graph) {
    for (const line of this.spec.lines || []) {
      const y = Math.round(graph.toDomYCoord(line.y)) + 0.5;
      if (y < area.y || y > area.y + area.h) continue;
      canvas.save();
      canvas.strokeStyle = colour('--limit');
      canvas.fillStyle = colour('--quiet');
      canvas.setLineDash(line.dash || [3, 3]);
      canvas.beginPath();
      canvas.moveTo(area.x, y);
      canvas.lineTo(area.x + area.w, y);
      canvas.stroke();
      canvas.font = `12px ${getComputedStyle(document.body).fontFamily}`;
      canvas.textAlign = 'right';
      canvas.fillText(line.text || '', area.x + area.w - 6, y - 5);
      canvas.restore();
    }
  }

  shareWindow(graph) {
    if (Plot.sharing) return;
    Plot.sharing = true;
    const dateWindow = graph.isZoomed('x') ? graph.xAxisRange() : null;
    for (const other of this.group) {
      if (other !== this && other.graph) other.graph.updateOptions({ dateWindow });
    }
    Plot.sharing = false;
  }

  rowAt(hz) {
    return this.spec.hz.reduce(
      (best, each, row) =>
        Math.abs(Math.log(each / hz)) < Math.abs(Math.log(this.spec.hz[best] / hz)) ? row : best,
      0,
    );
  }

  /** The words of this plot and of those read with it. */
  tellAll(hz) {
    if (Plot.telling) return;
    Plot.telling = true;
    for (const each of this.group) {
      if (!each.graph) continue;
      const row = hz === null ? null : each.rowAt(hz);
      if (each !== this) row === null ? each.graph.clearSelection() : each.graph.setSelection(row);
      each.readout.textContent = row === null ? HINT : `${hertz(each.spec.hz[row])}: ${each.spec.read(row)}`;
      each.readout.classList.toggle('told', row !== null);
    }
    Plot.telling = false;
  }

  select(row) {
    if (!this.graph) return;
    this.row = row;
    if (row === null) {
      this.graph.clearSelection();
      this.tellAll(null);
    } else {
      this.graph.setSelection(row);
      this.tellAll(this.spec.hz[row]);
    }
  }

  zoom(factor) {
    const [from, to] = this.graph.xAxisRange();
    const centre =
      this.row === undefined || this.row === null ? Math.sqrt(from * to) : this.spec.hz[this.row];
    const { hz } = this.spec;
    const window_ = [
      Math.max(hz[0], centre * (from / centre) ** factor),
      Math.min(hz[hz.length - 1], centre * (to / centre) ** factor),
    ];
    const all = window_[0] <= hz[0] && window_[1] >= hz[hz.length - 1];
    this.graph.updateOptions({ dateWindow: all ? null : window_ });
  }

  onKey(event) {
    if (!this.graph || event.ctrlKey || event.altKey || event.metaKey) return;
    const last = this.spec.hz.length - 1;
    const at = this.row === undefined || this.row === null ? this.rowAt(REFERENCE_HZ) : this.row;
    const step = event.shiftKey ? 12 : 1;
    const keys = {
      ArrowRight: () => this.select(Math.min(last, at + step)),
      ArrowLeft: () => this.select(Math.max(0, at - step)),
      Home: () => this.select(0),
      End: () => this.select(last),
      Escape: () => this.select(null),
      '+': () => this.zoom(0.6),
      '-': () => this.zoom(1 / 0.6),
      0: () => this.graph.resetZoom(),
    };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  }
}

/** Fingers scroll the page; a tap reads the curve. */
function interaction() {
  const model = { ...Dygraph.defaultInteractionModel };
  for (const touch of ['touchstart', 'touchmove', 'touchend']) delete model[touch];
  return model;
}

function legendEntry(label, style) {
  const space = 'http://www.w3.org/2000/svg';
  const [picture, line] = [document.createElementNS(space, 'svg'), document.createElementNS(space, 'line')];
  for (const [name, value] of Object.entries({ width: 30, height: 8, 'aria-hidden': 'true' }))
    picture.setAttribute(name, value);
  const { colour: name, dash, width } = STYLES[style];
  for (const [key, value] of Object.entries({ x1: 0, x2: 30, y1: 4, y2: 4, 'stroke-width': width }))
    line.setAttribute(key, value);
  line.style.stroke = `var(${name})`;
  if (dash) line.style.strokeDasharray = dash.join(' ');
  picture.append(line);
  return make('span', {}, picture, ' ', label);
}

const drawn = new Set();
const sight = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      sight.unobserve(target);
      target.plot.draw();
    }
  },
  { rootMargin: '300px' },
);

/** In the colours and the width that hold now; those that left the page are forgotten. */
function drawAgain() {
  for (const plot of drawn) {
    if (!plot.host.isConnected) {
      plot.graph.destroy();
      drawn.delete(plot);
    } else if (plot.host.clientWidth > 0) plot.draw();
  }
}
