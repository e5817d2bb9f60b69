// A section for each headphone, output and calibration; its plots are made when it is opened.

const bandOf = (curve, i) => {
  const u95 = curve.u95 ? curve.u95[i] : 0;
  return [Math.max(curve.ohm[i] - u95, curve.ohm[i] / 1e3), curve.ohm[i], curve.ohm[i] + u95];
};
const isBound = (curve, i) => Boolean(curve.bound) && curve.bound[i] === '1';

/** What a list over a curve's own grid is on other frequencies. */
const spread = (hz, grid, value) => {
  const index = new Map(grid.map((f, i) => [f, i]));
  return hz.map((f) => (index.has(f) ? value(index.get(f)) : null));
};

const told = (series, row, words) =>
  series
    .filter(({ points }) => points[row])
    .map((each) => `${each.label} ${words(each, row)}`)
    .join(', ');

function headphoneSeries(headphone, value) {
  const hz = allFrequencies(headphone.channels.map(({ curve }) => grids[curve.grid]));
  const series = headphone.channels.map(({ part, curve }) => ({
    label: part,
    style: styleOfChannel(part),
    points: spread(hz, grids[curve.grid], (i) => value(curve, i)),
  }));
  return { hz, series };
}

function magnitudeSpec(headphone) {
  const { hz, series } = headphoneSeries(headphone, bandOf);
  const nominal = headphone.nominal
    ? { y: headphone.nominal, text: `nominal ${headphone.nominal} Ω, published` }
    : null;
  const allows = Math.min(...headphone.channels.map((channel) => channel.allows));
  const lines = [
    nominal,
    { y: allows, text: `outputs up to ${significant(allows, 3)} Ω pass ${ruleText}`, dash: [9, 3, 2, 3] },
  ];
  return {
    hz,
    series,
    log: true,
    lines: lines.filter(Boolean),
    read: (row) => told(series, row, ({ points }) => ohms(points[row][1], points[row][2] - points[row][1])),
  };
}

function phaseSpec(headphone) {
  const { hz, series } = headphoneSeries(headphone, (curve, i) => {
    const u95 = curve.deg95 ? curve.deg95[i] : 0;
    return [curve.deg[i] - u95, curve.deg[i], curve.deg[i] + u95];
  });
  return {
    hz,
    series,
    least: 20,
    lines: [{ y: 0 }],
    read: (row) =>
      told(series, row, ({ points }) => `${withInterval(points[row][1], points[row][2] - points[row][1])}°`),
  };
}

function matchSpec({ match }) {
  const points = match.hz.map((_, i) => {
    const u95 = match.db95[i] || 0;
    return [match.db[i] - u95, match.db[i], match.db[i] + u95];
  });
  const series = [{ label: 'left over right', style: 'output', points }];
  return {
    hz: match.hz,
    series,
    least: 1,
    lines: [{ y: 0 }],
    read: (row) =>
      told(series, row, ({ points: p }) => decibelsWithInterval(p[row][1], p[row][2] - p[row][1])),
  };
}

function channelFacts({ part, facts, findings }) {
  return make(
    'section',
    { class: 'side' },
    make('h4', {}, part),
    factList(facts),
    make('ul', { class: 'findings' }, findingList(findings)),
  );
}

function publishedFacts({ nominal, sensitivity, notes }) {
  const facts = [
    ['nominal', nominal && `${nominal} Ω, published`],
    ['sensitivity', sensitivity && `${sensitivity}, published`],
    ['notes', notes],
  ];
  return factList(facts.filter(([, words]) => words));
}

/** What its channels lack for their level, each once. */
const channelsLack = ({ channels }) => [
  ...new Map(channels.flatMap(({ missing }) => missing || []).map((fact) => [fact.join(), fact])).values(),
];

function headphoneBody(headphone, h) {
  const group = [];
  const plots = [
    new Plot('Impedance |Z|, Ω', group, () => magnitudeSpec(headphone), 280),
    new Plot('Phase, degrees', group, () => phaseSpec(headphone), 180),
  ];
  if (headphone.match)
    plots.push(new Plot('Left over right, dB of |Z|', group, () => matchSpec(headphone), 150));
  const match = headphone.match && make('p', { class: 'lines' }, headphone.match.line.trim());
  return [
    publishedFacts(headphone),
    make('div', { class: 'sides' }, headphone.channels.map(channelFacts)),
    match,
    missingList(channelsLack(headphone)),
    outputPills(h),
    plots.map((plot) => plot.figure),
  ];
}

function outputSpec({ curve }) {
  const hz = grids[curve.grid];
  const series = [];
  const measured = hz.map((_, i) => (isBound(curve, i) ? null : bandOf(curve, i)));
  const bounds = hz.map((_, i) => (isBound(curve, i) ? Array(3).fill(curve.ohm[i] + curve.u95[i]) : null));
  if (measured.some(Boolean)) series.push({ label: '|Zo|', style: 'output', points: measured });
  if (bounds.some(Boolean)) series.push({ label: '|Zo| at most (95 %)', style: 'bound', points: bounds });
  const phase = (i) => `${withInterval(curve.deg[i], curve.deg95 ? curve.deg95[i] : 0)}°`;
  return {
    hz,
    series,
    log: true,
    read: (row) =>
      told(series, row, ({ points, style }) =>
        style === 'bound'
          ? ohmBound(points[row][1])
          : `${ohms(points[row][1], points[row][2] - points[row][1])}, ${phase(row)}`,
      ),
  };
}

function outputBody(output, o) {
  const plot = new Plot('Output impedance |Zo|, Ω', [], () => outputSpec(output), 240);
  return [
    factList(output.facts),
    make('ul', { class: 'findings' }, findingList(output.findings)),
    headphonePills(o),
    plot.figure,
    (output.levels || []).map((text) => make('pre', { tabindex: 0 }, text)),
  ];
}

function driftSpec({ drift }) {
  const asPoints = (list) => list.map((value) => [value, value, value]);
  const series = [
    { label: 'changed', style: 'left', points: asPoints(drift.change) },
    { label: 'allowed by both versions (95 %)', style: 'limit', points: asPoints(drift.allowed) },
  ];
  return {
    hz: drift.hz,
    series,
    read: (row) => told(series, row, ({ points }) => `${significant(points[row][1], 2)} %`),
  };
}

/** A version of another device or band than the one before has nothing to be compared with. */
function versionItem({ version, recorded, device, air, agrees, line, checks }, index) {
  const alone = index === 0 ? 'first' : 'not compared';
  const mark = agrees === undefined ? alone : agrees ? 'agrees' : 'has moved';
  return make(
    'li',
    {},
    make('b', { class: `mark ${agrees === false ? 'F' : agrees ? 'P' : 'N'}` }, mark),
    ` version ${version}, ${moment(recorded)}, on `,
    nameOf(device),
    air ? `, ${air}` : '',
    line ? make('p', {}, line.trim()) : '',
    make(
      'ul',
      {},
      checks.map((check) => make('li', {}, moment(check))),
    ),
  );
}

function budgetTable({ budget, device }) {
  if (budget.length === 0) return null;
  const least = 1e-4; // percent: nobody's uncertainty
  const rows = budget.filter(([, ...values]) => Math.max(...values) >= least);
  const cell = (value) => (value < least ? `< ${least} %` : `${significant(value, 2)} %`);
  return figureTable(
    ['from', 'at 20 Hz', 'at 1 kHz', 'at 20 kHz'],
    rows.map(([of, ...values]) => [of, ...values.map(cell)]),
    `What its uncertainty is made of: 95 %, of a device of ${device}`,
  );
}

function calibrationBody(calibration) {
  const plot =
    calibration.drift &&
    new Plot(
      `Its last change, seen on a device of ${calibration.drift.device}, %`,
      [],
      () => driftSpec(calibration),
      200,
    );
  return [
    make('ol', { class: 'versions' }, calibration.versions.map(versionItem)),
    make('ul', { class: 'findings' }, findingList(calibration.findings)),
    plot && plot.figure,
    budgetTable(calibration),
  ];
}

/** Sections in the order of their names, 2 before 10. */
const inOrder = (devices, title, sectionOf) =>
  devices
    .map((_, i) => i)
    .sort((a, b) => byText(title(devices[a]), title(devices[b])))
    .map((i) => sectionOf(devices[i], i));

/** The line that stands for a closed section. */
function summaryLine(title, words, findings) {
  const blocking = findings.filter(([severity]) => severity === 'blocking').length;
  const warnings = findings.filter(([severity]) => severity === 'warning').length;
  return make(
    'summary',
    {},
    make('h3', {}, title),
    make('span', {}, words),
    blocking ? make('b', { class: 'mark F' }, 'no verdict') : '',
    warnings ? make('b', { class: 'mark U' }, plural(warnings, 'warning')) : '',
  );
}

function section(id, summary, body) {
  const holder = make('div', { class: 'body' });
  const details = make('details', { class: 'card', id }, summary, holder);
  details.addEventListener('toggle', () => {
    if (details.open && !holder.firstChild) holder.append(...body().flat(2).filter(Boolean));
  });
  return details;
}

function headphoneSection(headphone, h) {
  const ohm = headphone.nominal ? `${headphone.nominal} Ω nominal, ` : '';
  const passed = outputs.filter((_, o) => verdictAt(h, o) === 'P').length;
  const words = `${ohm}${significant(smallestOhm(h), 3)} Ω at least${outputs.length ? `, passes on ${passed} of ${outputs.length}` : ''}`;
  return section(
    `headphone-${h}`,
    summaryLine(
      nameOf(headphone.name),
      words,
      headphone.channels.flatMap(({ findings }) => findings),
    ),
    () => headphoneBody(headphone, h),
  );
}

function outputSection(output, o) {
  const { ohm, bound } = outputOhms[o];
  const value = bound
    ? ohmBound(ohm)
    : ohm < 0.02
      ? `${significant(1000 * ohm, 3)} mΩ`
      : `${significant(ohm, 3)} Ω`;
  const words = `${value}${headphones.length ? `, ${passes(o)} of ${plural(headphones.length, 'headphone')} pass` : ''}`;
  return section(`output-${o}`, summaryLine(labelOf(output), words, output.findings), () =>
    outputBody(output, o),
  );
}

function calibrationSection(calibration, c) {
  const newest = calibration.versions[calibration.versions.length - 1];
  const words = `${plural(calibration.versions.length, 'version')}, the newest of ${moment(newest.recorded)}`;
  return section(`calibration-${c}`, summaryLine(nameOf(calibration.name), words, calibration.findings), () =>
    calibrationBody(calibration),
  );
}
