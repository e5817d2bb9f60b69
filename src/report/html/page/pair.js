// One headphone on one output, computed when it is opened.

const THRESHOLDS_DB = [0.5, 1];

function verdictSentence(h, o) {
  const pairing = cells[h][o];
  const verdict = pairings.verdict[pairing];
  const channels = headphones[h].channels;
  const channel = channels[(pairing - pairingOf(h, 0, o)) / outputs.length];
  const which = channels.length > 1 ? ` (${channel.part})` : '';
  const worst =
    verdict !== 'N' &&
    `the headphone's impedance is ${withoutOne(ratioWithInterval(pairing))} times the output's at ${hertz(pairings.hz[pairing])}${which}, where it is least`;
  const [first, rest] = {
    P: [`Passes ${ruleText}:`, `${worst}.`],
    F: [`Fails ${ruleText}:`, `${worst}.`],
    U: [`Undecided at ${ruleText}:`, `${worst}; the interval contains the rule.`],
    N: ['No verdict:', suppressedBy(h, o)],
  }[verdict];
  return make(
    'p',
    { class: 'verdict' },
    make('b', { class: `badge ${verdict}` }, verdict === 'N' ? '–' : verdict),
    ' ',
    make('b', {}, first),
    ' ',
    rest,
  );
}

/** The pair's own reason where it has one, which no finding of its curves tells. */
const suppressedBy = (h, o) =>
  shareNothing(h, o) ? 'the two curves share no frequency.' : 'a finding below suppresses it.';

const shareNothing = (h, o) =>
  headphones[h].channels.every(({ curve }) => jointFrequencies(curve, outputs[o].curve).length === 0);

const withoutOne = (ratio) => ratio.replace('1:', '').replace('>', 'more than').replace(/\s+/g, ' ');

function pairTable(h, o) {
  const headings = ['channel', 'verdict', '|Z|/|Zo| at least', 'at', 'lowest', 'highest', 'in all'];
  const rows = headphones[h].channels.map((channel, c) => {
    const p = pairingOf(h, c, o);
    const none = pairings.verdict[p] === 'N';
    const db = (value) => (none || value === null ? '–' : `${decibels(value)} dB`);
    return [
      channel.part,
      verdictWords[pairings.verdict[p]],
      none ? '–' : ratioWithInterval(p),
      none ? '–' : hertz(pairings.hz[p]),
      db(pairings.low[p]),
      db(pairings.high[p]),
      none ? '–' : spanWords(pairings.span[p], parseInt(pairings.signs[p], 16) & 2),
    ];
  });
  return figureTable(headings, rows);
}

function pairNotes(h, o) {
  const notes = headphones[h].channels.flatMap((channel, c) => pairings.notes[pairingOf(h, c, o)] || []);
  const signs = headphones[h].channels
    .map((_, c) => parseInt(pairings.signs[pairingOf(h, c, o)], 16))
    .reduce((a, b) => a | b, 0);
  if (signs & 1)
    notes.push("The output's impedance is below its own uncertainty: a bound of it is all that is known.");
  if (signs & 4)
    notes.push(
      'The ground that both channels share could not be measured and is not in the output impedance.',
    );
  if (signs & 8) notes.push('A curve of unknown uncertainty is in it: its values count as exact.');
  const doubts = (findings, of) =>
    findingList(
      findings.filter(([severity]) => severity !== 'note'),
      of,
    );
  return make(
    'ul',
    { class: 'findings' },
    [...new Set(notes)].map((note) => make('li', { class: 'finding note' }, note)),
    headphones[h].channels.map((channel) => doubts(channel.findings, channel.part)),
    doubts(outputs[o].findings, 'output'),
  );
}

/** Each channel's points, on the frequencies of the first. */
const onto = (hz, points, value) => {
  let next = 0;
  return hz.map((f) => {
    while (next < points.length && points[next].hz < f * (1 - 1e-6)) ++next;
    return next < points.length && Math.abs(points[next].hz / f - 1) < 1e-6 ? value(points[next]) : null;
  });
};

const allFrequencies = (lists) => [...new Set(lists.flat())].sort((a, b) => a - b);

const channelLabel = (channel) => channel.part;

function deviationSpec(channels, responses) {
  const hz = allFrequencies(responses.map(({ points }) => points.map((p) => p.hz)));
  const series = channels.map((channel, c) => ({
    label: channelLabel(channel),
    style: styleOfChannel(channel.part),
    points: onto(hz, responses[c].points, ({ d }) => [
      d.low,
      d.db === undefined ? (d.low + d.high) / 2 : d.db,
      d.high,
    ]),
  }));
  const known = responses.every(({ points }) => points.every((p) => p.d.db !== undefined));
  const words = ([low, middle, high]) =>
    known ? decibelsWithInterval(middle, (high - low) / 2) : `${decibels(low)} to ${decibels(high)} dB`;
  const lines = THRESHOLDS_DB.flatMap((db) => [
    { y: db, dash: [2, 4] },
    { y: -db, dash: [2, 4] },
  ]);
  const reached = Math.max(
    ...series.flatMap(({ points }) =>
      points.filter(Boolean).flatMap((p) => [Math.abs(p[0]), Math.abs(p[2])]),
    ),
  );
  return {
    hz,
    series,
    least: 1.2,
    lines: [{ y: 0 }, ...lines.filter(({ y }) => Math.abs(y) <= Math.max(0.5, reached * 1.1))],
    read: (row) =>
      series
        .filter(({ points }) => points[row])
        .map(({ label, points }) => `${label} ${words(points[row])}`)
        .join(', '),
  };
}

/** |Z| above the line that rule times |Zo| draws passes, below it fails. */
function rulePlotSpec(channels, output, responses) {
  const hz = allFrequencies(responses.map(({ points }) => points.map((p) => p.hz)));
  const series = channels.map((channel, c) => ({
    label: channelLabel(channel),
    style: styleOfChannel(channel.part),
    points: onto(hz, responses[c].points, ({ z }) => [
      Math.max(z.ohm - z.u95, z.ohm / 1e3),
      z.ohm,
      z.ohm + z.u95,
    ]),
  }));
  const limit = ({ zo }) => {
    const most = content.rule * (zo.ohm + zo.u95);
    return zo.bound
      ? [most, most, most]
      : [Math.max(content.rule * (zo.ohm - zo.u95), most / 1e3), content.rule * zo.ohm, most];
  };
  const most = hz.map(
    (f) => responses.map(({ points }) => onto([f], points, limit)[0]).find(Boolean) || null,
  );
  series.push({ label: `${content.rule} × |Zo|`, style: 'limit', points: most });
  return {
    hz,
    series,
    log: true,
    read: (row) =>
      series
        .filter(({ points }) => points[row])
        .map(({ label, points }) => `${label} ${ohms(points[row][1], (points[row][2] - points[row][0]) / 2)}`)
        .join(', '),
  };
}

function choice(label, names, selected, change) {
  const select = make(
    'select',
    {},
    names.map((name, i) => make('option', { value: i, selected: i === selected }, name)),
  );
  select.addEventListener('change', () => change(Number(select.value)));
  return make('label', {}, make('span', {}, label), select);
}

const bandWords = ({ grid }) => `${hertz(grids[grid][0])} to ${hertz(grids[grid][grids[grid].length - 1])}`;

const nothingToDraw = (h, o) =>
  `Nothing can be drawn: the headphone was measured from ${headphones[h].channels.map(({ curve }) => bandWords(curve)).join(' and ')}, the output from ${bandWords(outputs[o].curve)}. Measure or import both over the same band.`;

function pairPlots(h, o, responses, against) {
  const { channels } = headphones[h];
  const group = [];
  return [
    new Plot(
      `Change of the response relative to ${against}, dB`,
      group,
      () => deviationSpec(channels, responses),
      260,
    ),
    new Plot(
      `|Z| against ${content.rule} × |Zo|, Ω: it passes where the curve stays above the line`,
      group,
      () => rulePlotSpec(channels, outputs[o], responses),
      260,
    ),
  ];
}

function openPair(h, o, moveThere) {
  const { channels } = headphones[h];
  const responses = channels.map((channel) => responseOf(channel.curve, outputs[o].curve));
  const worst = channels.findIndex((_, c) => pairingOf(h, c, o) === cells[h][o]);
  const nothing = shareNothing(h, o);
  const plots = nothing ? [] : pairPlots(h, o, responses, responses[worst].against);
  const close = make('button', { type: 'button', class: 'close', 'aria-label': 'Close this pair' }, '×');
  close.addEventListener('click', closePair);
  const title = make('h2', { tabindex: -1 }, nameOf(headphones[h].name), ' on ', labelOf(outputs[o]));
  const heard =
    pairings.verdict[cells[h][o]] === 'N'
      ? null
      : make('p', { class: 'heard' }, responseSentence(responses[worst]));
  byId('pair').replaceChildren(
    make(
      'article',
      { class: 'card' },
      make('header', {}, title, close),
      verdictSentence(h, o),
      heard,
      levelSentence(h, o),
      decidingLines(h, o),
      insteadPart(h, o),
      nothing ? null : pairTable(h, o),
      rulePart(h, o, responses),
      levelPart(h, o),
      pairNotes(h, o),
      nothing ? make('p', { class: 'missing' }, nothingToDraw(h, o)) : plots.map((plot) => plot.figure),
      make(
        'div',
        { class: 'choices' },
        choice(
          'Another headphone',
          headphones.map(({ name }) => name),
          h,
          (other) => openPair(other, o, false),
        ),
        choice('Another output', outputs.map(outputName), o, (other) => openPair(h, other, false)),
      ),
    ),
  );
  byId('pair').hidden = false;
  for (const cell of document.querySelectorAll('#table td.open')) cell.classList.remove('open');
  const cell = document.querySelector(`#table td[data-h="${h}"][data-o="${o}"]`);
  if (cell) cell.classList.add('open');
  if (!moveThere) return;
  title.focus({ preventScroll: true });
  byId('pair').scrollIntoView({ block: 'start' });
}

function closePair() {
  byId('pair').hidden = true;
  byId('pair').replaceChildren();
  const cell = document.querySelector('#table td.open');
  if (!cell) return;
  cell.classList.remove('open');
  cell.focus();
}
