// What goes with what: outputs for a headphone, headphones for an output, and what serves most of them.

/** From good to bad. */
const BEST_FIRST = 'PUFN';

/** How far a headphone's response moves on an output, in all, dB, of the channel where it moves most. */
const spanAt = (h, o) =>
  Math.max(
    ...headphones[h].channels.map((_, channel) => pairings.span[pairingOf(h, channel, o)] ?? Infinity),
  );

/** Whether the bound of it is all that is known. */
const spanIsBound = (h, o) =>
  headphones[h].channels.some((_, channel) => parseInt(pairings.signs[pairingOf(h, channel, o)], 16) & 2);

const spanText = (h, o) => {
  const span = spanAt(h, o);
  return Number.isFinite(span) ? spanWords(span, spanIsBound(h, o)) : '–';
};

/** By verdict, and within each by how little the response moves. */
const better = ([h, o], [otherH, otherO]) =>
  BEST_FIRST.indexOf(verdictAt(h, o)) - BEST_FIRST.indexOf(verdictAt(otherH, otherO)) ||
  (spanAt(h, o) === spanAt(otherH, otherO) ? 0 : spanAt(h, o) - spanAt(otherH, otherO));

const outputsFor = (h) => outputs.map((_, o) => o).sort((a, b) => better([h, a], [h, b]));
const headphonesFor = (o) => headphones.map((_, h) => h).sort((a, b) => better([a, o], [b, o]));

/** What each output does for the collection, the best first: most passes, fewest fails, smallest change. */
function services() {
  const count = (o, letter) => headphones.filter((_, h) => verdictAt(h, o) === letter).length;
  const change = (o) =>
    Math.max(
      0,
      ...headphones.map((_, h) => (verdictAt(h, o) === 'N' ? 0 : spanAt(h, o))).filter(Number.isFinite),
    );
  return outputs
    .map((_, o) => ({
      o,
      passes: count(o, 'P'),
      undecided: count(o, 'U'),
      fails: count(o, 'F'),
      change: change(o),
    }))
    .sort((a, b) => b.passes - a.passes || a.fails - b.fails || a.change - b.change);
}

function pairPill(h, o, label, more) {
  const verdict = verdictAt(h, o);
  const button = make(
    'button',
    { type: 'button', class: `pill ${verdict}` },
    make('b', {}, verdict === 'N' ? '–' : verdict),
    ' ',
    label,
    more ? make('small', {}, ` ${more}`) : '',
  );
  button.addEventListener('click', () => openPair(h, o, true));
  return button;
}

const FEW_PILLS = 24;

/** Pills behind their words; of many the first, and a button that shows the others. */
function pillRow(words, pills) {
  const row = make('p', { class: 'pills' }, make('span', {}, words), pills.slice(0, FEW_PILLS));
  if (pills.length <= FEW_PILLS) return row;
  const more = make('button', { type: 'button', class: 'pill N more' }, `${pills.length - FEW_PILLS} more`);
  more.addEventListener('click', () => {
    more.replaceWith(...pills.slice(FEW_PILLS));
    pills[FEW_PILLS].focus();
  });
  row.append(more);
  return row;
}

/** A headphone's outputs, the best first. */
function outputPills(h) {
  if (outputs.length === 0) return null;
  return pillRow(
    'On each output, the best first:',
    outputsFor(h).map((o) => pairPill(h, o, labelOf(outputs[o]))),
  );
}

/** An output's headphones, a row for each verdict, the best first. */
function headphonePills(o) {
  if (headphones.length === 0) return null;
  const order = headphonesFor(o);
  return [...BEST_FIRST].map((letter) => {
    const those = order.filter((h) => verdictAt(h, o) === letter);
    if (those.length === 0) return null;
    const words = { P: 'Pass', U: 'Undecided', F: 'Fail', N: 'Without verdict' }[letter];
    return pillRow(
      `${words} on it, ${those.length} of ${headphones.length}, the best first:`,
      those.map((h) => pairPill(h, o, nameOf(headphones[h].name))),
    );
  });
}

const FINE = byLevel ? 'loud enough' : 'sensitive enough';

/** Of an output that would do: what changes, and how loud it gets. */
function merits(h, o) {
  const words = [`${spanText(h, o)} of change`];
  const need = needAt(h, o);
  if (need !== 'N') words.push({ P: FINE, F: `not ${FINE}`, U: `perhaps ${FINE}` }[need]);
  if (hissAt(h, o) === 'F') words.push('hisses');
  return words.join(', ');
}

/** Outputs that pass, those first that are loud enough and do not hiss. */
function alternatives(h, besides) {
  const worth = (o) => (needAt(h, o) === 'P' ? 0 : 2) + (hissAt(h, o) === 'F' ? 1 : 0);
  return outputsFor(h)
    .filter((o) => o !== besides && verdictAt(h, o) === 'P' && needAt(h, o) !== 'F')
    .sort((a, b) => worth(a) - worth(b));
}

/** What an output would have to be, by the channel that asks for most. */
function wanted(h) {
  const strictest = headphones[h].channels.reduce((a, b) => (b.allows < a.allows ? b : a));
  const most = strictest.allowed || `${significant(strictest.allows, 3)} Ω`;
  const impedance = `it allows ${most} at ${ruleText}`;
  if (!strictest.needs) return impedance;
  const [volts, amperes] = strictest.needs;
  return `${impedance}, and needs ${volts} and ${amperes} for ${levels.peak} dB SPL`;
}

/** What a pair that leaves something to wish for is worth replacing by; nothing for one that does not. */
function insteadPart(h, o) {
  const fine = verdictAt(h, o) === 'P' && needAt(h, o) !== 'F' && hissAt(h, o) !== 'F';
  if (fine) return null;
  const all = alternatives(h, o);
  const few = 3;
  if (all.length > 0)
    return make(
      'p',
      { class: 'pills instead' },
      make('span', {}, 'Instead, the best first:'),
      all.slice(0, few).map((other) => pairPill(h, other, labelOf(outputs[other]), merits(h, other))),
    );
  const passing = outputs.some((_, other) => verdictAt(h, other) === 'P');
  return make(
    'p',
    { class: 'instead' },
    passing
      ? `No other output here passes and needs no further amplifier for this headphone: ${wanted(h)}.`
      : `No output here passes for this headphone: ${wanted(h)}.`,
  );
}

/** What would decide an undecided pair, of each of its channels. */
const decidingLines = (h, o) =>
  headphones[h].channels
    .map((channel, c) => [channel.part, (pairings.deciding || {})[pairingOf(h, c, o)]])
    .filter(([, sentence]) => sentence)
    .map(([part, sentence]) => make('p', { class: 'deciding' }, make('b', {}, `${part}: `), sentence));
