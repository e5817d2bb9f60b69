// The matrix: a row for each headphone, a column for each output. A cell tells the worse of the two channels.

/** From bad to good: which channel speaks for its headphone. */
const WORST_FIRST = 'FNUP';

/** The pairing that speaks for a headphone on an output: the worst verdict, and of those the smallest ratio. */
function worstPairing(h, o) {
  const worth = (p) =>
    WORST_FIRST.indexOf(pairings.verdict[p]) * 1e12 + Math.min(pairings.ratio[p] ?? 0, 1e11);
  return headphones[h].channels
    .map((_, channel) => pairingOf(h, channel, o))
    .reduce((worst, each) => (worth(each) < worth(worst) ? each : worst));
}

const cells = headphones.map((_, h) => outputs.map((__, o) => worstPairing(h, o)));
const verdictAt = (h, o) => pairings.verdict[cells[h][o]];

const smallestOhm = (h) => Math.min(...headphones[h].channels.map((channel) => channel.smallest));
const allowedOhm = (h) => Math.min(...headphones[h].channels.map((channel) => channel.allows));
const outputAt1khz = (o) => {
  const value =
    curveAt(outputs[o].curve, REFERENCE_HZ) || curveAt(outputs[o].curve, grids[outputs[o].curve.grid][0]);
  return { ohm: value.ohm + (value.bound ? value.u95 : 0), bound: value.bound };
};
const outputOhms = outputs.map((_, o) => outputAt1khz(o));
const passes = (o) => headphones.filter((_, h) => verdictAt(h, o) === 'P').length;

const byText = (a, b) => a.localeCompare(b, undefined, { numeric: true, sensitivity: 'base' });

/** What a person has chosen. `by` is 'name', 'ohm' or the number of an output. */
const chosen = {
  by: 'name',
  down: false,
  columns: 'name',
  rowFilter: '',
  columnFilter: '',
  verdict: '',
  show: 'ratio',
};

const holds = (text, filter) =>
  filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.toLowerCase().includes(word));

function shownColumns() {
  const order = {
    name: (a, b) => byText(outputName(outputs[a]), outputName(outputs[b])),
    ohm: (a, b) => outputOhms[a].ohm - outputOhms[b].ohm,
    passes: (a, b) => passes(b) - passes(a),
  };
  return outputs
    .map((_, o) => o)
    .filter((o) => holds(outputName(outputs[o]), chosen.columnFilter))
    .sort(order[chosen.columns]);
}

function shownRows(columns) {
  const { letter, worth } = VIEWS[chosen.show];
  const order =
    {
      name: (a, b) => byText(headphones[a].name, headphones[b].name),
      ohm: (a, b) => smallestOhm(a) - smallestOhm(b),
    }[chosen.by] || ((a, b) => worth(a, chosen.by) - worth(b, chosen.by));
  const rows = headphones
    .map((_, h) => h)
    .filter((h) => holds(headphones[h].name, chosen.rowFilter))
    .filter((h) => !chosen.verdict || columns.some((o) => letter(h, o) === chosen.verdict))
    .sort(order);
  return chosen.down ? rows.reverse() : rows;
}

function cellOf(h, o) {
  const view = VIEWS[chosen.show];
  const letter = view.letter(h, o);
  const dim = chosen.verdict && chosen.verdict !== letter;
  return make(
    'td',
    { class: `${letter}${dim ? ' dim' : ''}`, tabindex: -1, 'data-h': h, 'data-o': o },
    make('b', {}, letter === 'N' ? '–' : letter),
    make('span', {}, view.text(h, o)),
  );
}

/** A heading that sorts, and how it is sorted; on paper its words alone. */
function sortButton(by, paper, ...words) {
  const button = paper
    ? make('b', {}, ...words)
    : make('button', { type: 'button', 'data-by': by }, ...words);
  const sorted = String(chosen.by) === String(by);
  if (sorted) button.append(make('i', { 'aria-hidden': 'true' }, chosen.down ? '▼' : '▲'));
  return [button, sorted ? (chosen.down ? 'descending' : 'ascending') : 'none'];
}

function columnHead(o, paper) {
  const { ohm, bound } = outputOhms[o];
  const [button, sort] = sortButton(
    o,
    paper,
    make('span', { class: 'who' }, nameOf(outputs[o].name), ' ', make('small', {}, nameOf(outputs[o].part))),
  );
  const value = bound
    ? ohmBound(ohm)
    : ohm < 0.02
      ? `${significant(1000 * ohm, 3)} mΩ`
      : `${significant(ohm, 3)} Ω`;
  return make(
    'th',
    { scope: 'col', class: 'output', 'aria-sort': sort, title: `${outputName(outputs[o])}: sort by it` },
    button,
    make('small', { class: 'ohm' }, value),
  );
}

function tableOf(rows, columns, paper) {
  const [byName, nameSort] = sortButton('name', paper, 'Headphone');
  const [byOhm, ohmSort] = sortButton('ohm', paper, '|Z| min');
  const head = make(
    'tr',
    {},
    make('th', { scope: 'col', class: 'name', 'aria-sort': nameSort }, byName),
    make('th', { scope: 'col', class: 'least', 'aria-sort': ohmSort }, byOhm),
    columns.map((o) => columnHead(o, paper)),
  );
  const body = rows.map((h) =>
    make(
      'tr',
      {},
      make(
        'th',
        { scope: 'row', class: 'name' },
        make('a', { href: `#headphone-${h}`, title: headphones[h].name }, nameOf(headphones[h].name)),
      ),
      make('td', { class: 'least' }, `${significant(smallestOhm(h), 3)} Ω`),
      columns.map((o) => cellOf(h, o)),
    ),
  );
  return make(
    'table',
    {
      class: `matrix${columns.length > 4 ? ' wide' : ''}`,
      role: 'grid',
      'aria-label': 'Verdict of each headphone on each output',
    },
    make('thead', {}, head),
    make('tbody', {}, body),
  );
}

function drawMatrix() {
  const columns = shownColumns();
  const rows = shownRows(columns);
  const table = tableOf(rows, columns, false);
  const first = table.querySelector('tbody td[data-h]');
  if (first) first.tabIndex = 0;
  byId('table').replaceChildren(table);
  drawKey();
  byId('count').textContent =
    `${plural(rows.length, 'headphone')} of ${headphones.length}, ${plural(columns.length, 'output')} of ${outputs.length}`;
}

/** On paper nothing scrolls: as many columns as a page is wide, one table below the other. */
function drawPaperMatrix() {
  const columns = shownColumns();
  const rows = shownRows(columns);
  const most = 10;
  const tables = [];
  for (let i = 0; i < columns.length; i += most) tables.push(tableOf(rows, columns.slice(i, i + most), true));
  byId('paper').replaceChildren(...tables);
}

/** Arrow keys walk over the cells; one of them is in the tab order. */
function walk(event) {
  const cell = event.target.closest('td[data-h]');
  if (!cell) return;
  const row = cell.parentElement;
  const beside = { ArrowLeft: cell.previousElementSibling, ArrowRight: cell.nextElementSibling };
  const above = { ArrowUp: row.previousElementSibling, ArrowDown: row.nextElementSibling };
  let next = null;
  if (event.key in beside) next = beside[event.key];
  else if (event.key in above) next = above[event.key] && above[event.key].cells[cell.cellIndex];
  else if (event.key === 'Home') next = row.cells[2];
  else if (event.key === 'End') next = row.cells[row.cells.length - 1];
  else if (event.key === 'Enter' || event.key === ' ')
    openPair(Number(cell.dataset.h), Number(cell.dataset.o), true);
  else return;
  event.preventDefault();
  if (!next || next.dataset.h === undefined) return;
  cell.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

function sortBy(by) {
  chosen.down = chosen.by === by ? !chosen.down : false;
  chosen.by = by;
  drawMatrix();
  const button = byId('table').querySelector(`button[data-by="${by}"]`);
  if (button) button.focus();
}

function startMatrix() {
  if (headphones.length === 0 || outputs.length === 0) {
    const what = headphones.length === 0 ? ['headphone', 'headphone NAME'] : ['amplifier', 'amplifier NAME'];
    byId('table').replaceChildren(
      make(
        'p',
        { class: 'missing' },
        `No ${what[0]} has been measured yet, so there is nothing to pair: 'ohmsweep measure ${what[1]}' measures one.`,
      ),
    );
    byId('controls').hidden = true;
    byId('key').hidden = true;
    return;
  }
  byId('table').addEventListener('click', (event) => {
    const cell = event.target.closest('td[data-h]');
    const button = event.target.closest('button[data-by]');
    if (cell) openPair(Number(cell.dataset.h), Number(cell.dataset.o), true);
    if (button) sortBy(/^\d+$/.test(button.dataset.by) ? Number(button.dataset.by) : button.dataset.by);
  });
  byId('table').addEventListener('keydown', walk);
  const listen = (id, event, key) =>
    byId(id).addEventListener(event, () => {
      chosen[key] = byId(id).value;
      drawMatrix();
    });
  listen('row-filter', 'input', 'rowFilter');
  listen('column-filter', 'input', 'columnFilter');
  listen('cell-view', 'change', 'show');
  listen('verdict-filter', 'change', 'verdict');
  listen('column-order', 'change', 'columns');
  drawMatrix();
}
