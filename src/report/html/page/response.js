// What an output's impedance does to a headphone's response: D = 20 lg |Z/(Z + Zo)| relative to 1 kHz, with its
// 95 % interval by first-order propagation of both curves' covariances. What the calibration gives to f and to
// 1 kHz alike is counted for both, so that the interval is rather too wide.

const DB = 20 / Math.LN10;
const RADIAN = Math.PI / 180;
const REFERENCE_HZ = 1000;

const mix = (a, b, share) => a + (b - a) * share;

/** A curve at a frequency between its ends; of its uncertainties nothing where they are not known. */
function curveAt(curve, hz) {
  const grid = grids[curve.grid];
  let high = grid.findIndex((f) => f >= hz * (1 - 1e-6));
  if (high < 0 || (high === 0 && grid[0] > hz * (1 + 1e-6))) return null;
  const low = Math.abs(grid[high] / hz - 1) < 1e-6 ? high : high - 1;
  const share = low === high ? 0 : Math.log(hz / grid[low]) / Math.log(grid[high] / grid[low]);
  const re = (i) => curve.ohm[i] * Math.cos(curve.deg[i] * RADIAN);
  const im = (i) => curve.ohm[i] * Math.sin(curve.deg[i] * RADIAN);
  const of = (list) => (list ? mix(list[low], list[high], share) : 0);
  const x = mix(re(low), re(high), share);
  const y = mix(im(low), im(high), share);
  return {
    re: x,
    im: y,
    ohm: Math.hypot(x, y),
    u95: of(curve.u95),
    deg95: of(curve.deg95),
    tie: of(curve.tie) / 100,
    bound: Boolean(curve.bound) && (curve.bound[low] === '1' || curve.bound[high] === '1'),
  };
}

const times = (a, b) => ({ re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re });
const over = (a, b) => {
  const square = b.re * b.re + b.im * b.im;
  return times(a, { re: b.re / square, im: -b.im / square });
};

/** Variance (95 % half-width squared) of Re(k δ), δ the relative error of a value. */
function squareThrough(k, value) {
  const along = value.ohm > 0 ? value.u95 / value.ohm : 0;
  const across = value.deg95 * RADIAN;
  return (
    k.re * k.re * along * along - 2 * k.re * k.im * value.tie * along * across + k.im * k.im * across * across
  );
}

/** D against no reference; of an output that is known by a bound, all that is possible within it. */
function levelAt(z, zo) {
  if (zo.bound) {
    const most = zo.ohm + zo.u95;
    const left = Math.abs(z.im) - Math.min(most, Math.abs(z.im));
    const margin = ((DB * most) / (z.ohm + most)) * (z.u95 / z.ohm);
    return {
      low: DB * Math.log(z.ohm / (z.ohm + most)) - margin,
      high: DB * Math.log(z.ohm / Math.hypot(z.re, left)) + margin,
    };
  }
  const sum = { re: z.re + zo.re, im: z.im + zo.im };
  const k = over(zo, sum);
  const db = DB * Math.log(z.ohm / Math.hypot(sum.re, sum.im));
  const u95 = DB * Math.sqrt(Math.max(0, squareThrough(k, z) + squareThrough(k, zo)));
  return { db, u95, low: db - u95, high: db + u95 };
}

function relativeTo(reference, level) {
  if (level.db === undefined || reference.db === undefined) {
    return { low: level.low - reference.high, high: level.high - reference.low };
  }
  const db = level.db - reference.db;
  const u95 = Math.hypot(level.u95, reference.u95);
  return { db, u95, low: db - u95, high: db + u95 };
}

/** Frequencies of both curves where both have values. */
function jointFrequencies(a, b) {
  const [one, other] = [grids[a.grid], grids[b.grid]];
  const from = Math.max(one[0], other[0]) * (1 - 1e-6);
  const to = Math.min(one[one.length - 1], other[other.length - 1]) * (1 + 1e-6);
  const all = a.grid === b.grid ? one : [...one, ...other].sort((x, y) => x - y);
  return all.filter((hz, i) => hz >= from && hz <= to && (i === 0 || hz > all[i - 1] * (1 + 1e-6)));
}

/** The mean over a band on a logarithmic axis, by trapezoids; its interval is that of errors that are all alike. */
function meanLevel(hz, levels) {
  const weights = hz.map((f, i) => Math.log((hz[i + 1] || f) / (hz[i - 1] || f)));
  const all = weights.reduce((a, b) => a + b, 0) || hz.length;
  const mean = (key) =>
    levels.reduce((sum, level, i) => sum + level[key] * (hz.length > 1 ? weights[i] : 1), 0) / all;
  const bounds = { low: mean('low'), high: mean('high') };
  return levels.some(({ db }) => db === undefined) ? bounds : { ...bounds, db: mean('db'), u95: mean('u95') };
}

/** Points {hz, z, zo, d} of a headphone's curve on an output's, and in words what d is relative to: 1 kHz, or the
    band's mean where one of the curves does not cover that. */
function responseOf(headphone, output) {
  const hz = jointFrequencies(headphone, output);
  const values = hz.map((f) => ({ hz: f, z: curveAt(headphone, f), zo: curveAt(output, f) }));
  const levels = values.map(({ z, zo }) => levelAt(z, zo));
  const [z0, zo0] = [curveAt(headphone, REFERENCE_HZ), curveAt(output, REFERENCE_HZ)];
  const covered = Boolean(z0 && zo0);
  const reference = covered ? levelAt(z0, zo0) : meanLevel(hz, levels);
  const points = values.map((value, i) => {
    const itself = covered && Math.abs(value.hz / REFERENCE_HZ - 1) < 1e-6;
    return { ...value, d: itself ? { db: 0, u95: 0, low: 0, high: 0 } : relativeTo(reference, levels[i]) };
  });
  return { points, against: covered ? '1 kHz' : "the band's mean" };
}

const REGIONS = [
  ['Bass', 20, 250],
  ['Mids', 250, 4000],
  ['Treble', 4000, 20000],
];
/** A change that is smaller is none that anybody hears; one within its interval is none that is known of. */
const UNHEARD_DB = 0.05;

/** "Bass up by 1.5 ± 0.1 dB around 95 Hz". */
function changeIn(points, [name, from, to]) {
  const all = points.filter((p) => p.d.db !== undefined);
  const inside = points.filter((p) => p.hz >= from * 0.999 && p.hz <= to * 1.001 && p.d.db !== undefined);
  if (inside.length === 0) return null;
  const most = inside.reduce((a, b) => (Math.abs(b.d.db) > Math.abs(a.d.db) ? b : a));
  if (Math.abs(most.d.db) < Math.max(UNHEARD_DB, most.d.u95)) return null;
  // At a region's end where the curve goes on rising, the other region tells of it.
  const at = all.indexOf(most);
  const goesOn = [all[at - 1], all[at + 1]].some(
    (p) => p && !inside.includes(p) && Math.abs(p.d.db) > Math.abs(most.d.db),
  );
  if (goesOn) return null;
  return `${name.toLowerCase()} ${most.d.db > 0 ? 'up' : 'down'} by ${withInterval(Math.abs(most.d.db), most.d.u95)} dB around ${hertz(most.hz)}`;
}

/** What will be heard, in one sentence. */
function responseSentence({ points, against }) {
  const farthest = Math.max(...points.flatMap(({ d }) => [-d.low, d.high]));
  if (points.some((p) => p.d.db === undefined)) {
    return `The response moves by less than ${roundedUp(farthest)} dB relative to ${against}: the output is known by a bound only.`;
  }
  const changes = REGIONS.map((region) => changeIn(points, region)).filter(Boolean);
  if (changes.length === 0)
    return `The response stays as it is, within ${roundedUp(Math.max(UNHEARD_DB, farthest))} dB relative to ${against}.`;
  const text = changes.join(', ');
  return `${text[0].toUpperCase()}${text.slice(1)} relative to ${against}.`;
}
