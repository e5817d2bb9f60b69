// Numbers as people read them: digits follow the uncertainty, bounds are never rounded to the wrong side.

const significant = (value, digits) => {
  if (value === 0) return '0';
  const size = Math.abs(Number(value.toPrecision(digits))); // 0.9999 is written as 1 is
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size) + 1e-9));
  return value.toFixed(Math.min(decimals, 9));
};

const hertz = (hz) =>
  hz >= 999.5
    ? `${significant(hz / 1000, 3).replace(/\.0+$/, '')} kHz`
    : `${significant(hz, 3).replace(/\.0+$/, '')} Hz`;

/** Two significant digits, not below (up) or not above (down) the value. */
const roundedTo = (value, round) => {
  if (!(value > 0)) return '0';
  const step = 10 ** (Math.floor(Math.log10(value)) - 1);
  return significant(round(value / step - (round === Math.ceil ? 1e-9 : -1e-9)) * step, 2);
};
const roundedUp = (value) => roundedTo(value, Math.ceil);
const roundedDown = (value) => roundedTo(value, Math.floor);

/** "62.0 ± 0.1"; without a known uncertainty "62.0". */
const withInterval = (value, u95) => {
  if (!(u95 > 0)) return significant(value, 4);
  const decimals = Math.min(6, Math.max(0, -Math.floor(Math.log10(u95))));
  return `${value
    .toFixed(decimals)
    .replace(/^-(?=0\.?0*$)/, '')
    .replace('-', '−')} ± ${u95.toFixed(decimals)}`;
};

const ohms = (value, u95) =>
  value < 0.02 ? `${withInterval(1000 * value, 1000 * u95)} mΩ` : `${withInterval(value, u95)} Ω`;
const ohmBound = (value) => (value < 0.02 ? `< ${roundedUp(1000 * value)} mΩ` : `< ${roundedUp(value)} Ω`);

/** "+0.13", "−1.20", "0.00". */
const decibels = (value, digits = 2) => {
  const text = Math.abs(value).toFixed(digits);
  return Number(text) === 0 ? text : (value < 0 ? '−' : '+') + text;
};

const decibelsWithInterval = (value, u95) =>
  `${value < 0 ? '−' : '+'}${withInterval(Math.abs(value), u95)} dB`;

/** Of how far a response moves: "0.12 dB", of a bound "< 0.13 dB". */
const spanWords = (span, bound) =>
  bound ? `< ${Math.max(0.01, Math.ceil(100 * span - 1e-6) / 100).toFixed(2)} dB` : `${span.toFixed(2)} dB`;

/** Of a level: "112.3 ± 0.2 dB", "< 117.3 dB"; `side` is 1 of an upper bound, 2 of a lower one. */
function levelText(value, u95, side) {
  const tenths =
    side === 1 ? Math.ceil(10 * value - 1e-6) : side === 2 ? Math.floor(10 * value + 1e-6) : 10 * value;
  const number = (tenths / 10)
    .toFixed(1)
    .replace(/^-(?=0\.0$)/, '')
    .replace('-', '−');
  if (side) return `${side === 1 ? '<' : '>'} ${number} dB`;
  return u95 < 0.05 ? `${number} dB` : `${number} ± ${u95.toFixed(1)} dB`;
}

const ruleName = (ratio) => `1:${Number(ratio.toPrecision(4))}`;
const ruleText = ruleName(content.rule);

/** The pairing's ratio: "34.2", "> 400" of a bound; of a value that would read as the rule, more digits. */
function ratioText(pairing) {
  const ratio = pairings.ratio[pairing];
  if (parseInt(pairings.signs[pairing], 16) & 1) return `> ${roundedDown(ratio)}`;
  let digits = ratio >= 1000 ? Math.ceil(Math.log10(ratio)) : 3;
  while (digits < 6 && ratio !== content.rule && Number(significant(ratio, digits)) === content.rule)
    ++digits;
  return significant(ratio, digits);
}

/** The same with its interval: "1:34.2 ± 0.3". */
function ratioWithInterval(pairing) {
  const u95 = pairings.u95[pairing];
  const bound = parseInt(pairings.signs[pairing], 16) & 1;
  return bound
    ? `> 1:${roundedDown(pairings.ratio[pairing])}`
    : `1:${withInterval(pairings.ratio[pairing], u95)}`;
}

const verdictWords = { P: 'passes', F: 'fails', U: 'undecided', N: 'no verdict' };
