// One pairing by every rule and on every impedance that people rate by.

const rules = [content.rule, ...content.further];
const BASES = ['smallest |Z|', '|Z| at 1 kHz', 'published nominal', '80 % of nominal'];

/** The letters of a pairing by a rule, one on each basis; "-" where there is none. */
const lettersOf = (pairing, rule) =>
  pairings.bases ? pairings.bases[rule].slice(pairing * BASES.length, (pairing + 1) * BASES.length) : '';

const disagree = (letters) => new Set([...letters].filter((letter) => 'PFU'.includes(letter))).size > 1;

/** The headphone's impedance on a basis, with its half-width. */
function impedanceOn(basis, headphone, channel, response) {
  const exact = (ohm) => (ohm ? { ohm, u95: 0 } : null);
  if (basis === 0)
    return response.points
      .map(({ z }) => z)
      .reduce((least, z) => (least && least.ohm <= z.ohm ? least : z), null);
  if (basis === 1) return curveAt(channel.curve, REFERENCE_HZ);
  return exact(headphone.nominal && headphone.nominal * (basis === 3 ? 0.8 : 1));
}

/** "1:34.2 ± 0.3" over the output's impedance at 1 kHz. */
function ratioOn(z, zo) {
  if (!z || !zo) return '–';
  if (zo.bound) return `> 1:${roundedDown(z.ohm / (zo.ohm + zo.u95))}`;
  const ratio = z.ohm / zo.ohm;
  return `1:${withInterval(ratio, ratio * Math.hypot(z.u95 / z.ohm, zo.u95 / zo.ohm))}`;
}

const verdictMark = (letter) => make('b', { class: `mark ${letter}` }, verdictWords[letter]);

/** A row for each channel and basis, a column for each rule. */
function ruleTable(h, o, responses) {
  if (!pairings.bases) return null;
  const headphone = headphones[h];
  const zo = curveAt(outputs[o].curve, REFERENCE_HZ);
  const rows = headphone.channels.flatMap((channel, c) => {
    const pairing = pairingOf(h, c, o);
    const letters = rules.map((_, rule) => lettersOf(pairing, rule));
    return BASES.map((words, basis) => ({ words, basis }))
      .filter(({ basis }) => letters[0][basis] !== '-')
      .map(({ words, basis }) => {
        const z = impedanceOn(basis, headphone, channel, responses[c]);
        const ratio =
          basis > 0 ? ratioOn(z, zo) : pairings.verdict[pairing] === 'N' ? '–' : ratioWithInterval(pairing);
        return [
          channel.part,
          words,
          z ? ohms(z.ohm, z.u95) : '–',
          ratio,
          ...letters.map((each) => verdictMark(each[basis])),
        ];
      });
  });
  return figureTable(
    ['channel', 'rated on', '|Z|', '|Z|/|Zo|', ...rules.map(ruleName)],
    rows,
    rules.length > 1
      ? 'By each rule, and on each impedance that people rate by'
      : 'On each impedance that people rate by',
  );
}

/** Which channel and rule come to different verdicts on different bases, and what that means. */
function disagreement(h, o) {
  const found = headphones[h].channels.flatMap((channel, c) =>
    rules
      .filter((_, rule) => disagree(lettersOf(pairingOf(h, c, o), rule)))
      .map((rule) => `${channel.part} at ${ruleName(rule)}`),
  );
  if (found.length === 0) return null;
  return make(
    'p',
    { class: 'disagree' },
    make('b', { class: 'mark U' }, 'They disagree'),
    ` (${found.join(', ')}): the smallest |Z| is what the headphone really shows the output; a published or a single impedance mispredicts here.`,
  );
}

function rulePart(h, o, responses) {
  if (!pairings.bases) return null;
  const { name, nominal } = headphones[h];
  return [
    ruleTable(h, o, responses),
    disagreement(h, o),
    nominal
      ? null
      : missingList([
          [
            `the published nominal impedance of ${name}`,
            `ohmsweep describe ${shellWord(name)} --nominal 32ohm`,
          ],
        ]),
  ];
}
