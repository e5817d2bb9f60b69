// What the page shows, and how it gets into the document: as text, never as markup.

const content = JSON.parse(document.getElementById('content').textContent);
const { headphones, outputs, pairings, calibrations, grids } = content;

/** Where each headphone's first channel stands among all channels. */
const firstChannel = [];
headphones.reduce((count, headphone) => {
  firstChannel.push(count);
  return count + headphone.channels.length;
}, 0);

/** The number of a pairing, by headphone, its channel, and output. */
const pairingOf = (h, channel, o) => (firstChannel[h] + channel) * outputs.length + o;

const outputName = (output) => `${output.name} ${output.part}`;

/** An element with attributes and children; strings become text. */
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === true) element.setAttribute(name, '');
    else if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value);
  }
  for (const child of children.flat(Infinity)) {
    if (child !== undefined && child !== null && child !== '') element.append(child);
  }
  return element;
}

/** A name in its own writing direction, which must not turn its surroundings. */
const nameOf = (text) => make('bdi', {}, text);

/** An output's name and part, each in its own direction. */
const labelOf = (output) => [nameOf(output.name), ' ', nameOf(output.part)];

const byId = (id) => document.getElementById(id);

/** A table of [label, words]. */
const factList = (facts) =>
  make(
    'dl',
    { class: 'facts' },
    facts.map(([label, words]) => [make('dt', {}, label), make('dd', { dir: 'auto' }, moment(words))]),
  );

const findingList = (findings, of) =>
  findings.map(([severity, code, detail]) =>
    make(
      'li',
      { class: `finding ${severity}` },
      make('b', {}, severity),
      ' ',
      of ? `${of}: ` : '',
      make('span', { dir: 'auto' }, detail),
      ' ',
      make('code', {}, code),
    ),
  );

/** With moments as "2026-11-26 13:42 UTC". */
const moment = (text) =>
  text.replace(/\b([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2})(:[0-9]{2})?Z/g, '$1 $2 UTC');

/** A table of figures that scrolls sideways where it has to. */
const figureTable = (headings, rows, caption) =>
  make(
    'div',
    { class: 'scroll' },
    make(
      'table',
      { class: 'figures' },
      caption && make('caption', {}, caption),
      make(
        'thead',
        {},
        make(
          'tr',
          {},
          headings.map((heading) => make('th', { scope: 'col' }, heading)),
        ),
      ),
      make(
        'tbody',
        {},
        rows.map((cellsOfRow) =>
          make(
            'tr',
            {},
            cellsOfRow.map((cell) => make('td', {}, cell)),
          ),
        ),
      ),
    ),
  );

/** A name as a shell takes it for one word. */
const shellWord = (name) =>
  /^[A-Za-z0-9_.][A-Za-z0-9_.-]*$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;

/** What is not known, and the command that gives it. */
const missingList = (facts) =>
  facts.length === 0
    ? null
    : make(
        'ul',
        { class: 'findings lacking' },
        facts.map(([what, command]) =>
          make(
            'li',
            { class: 'finding note' },
            make('b', {}, 'missing'),
            ' ',
            make('span', { dir: 'auto' }, what),
            ': ',
            make('code', {}, command),
          ),
        ),
      );

const plural = (count, one, many) => `${count} ${count === 1 ? one : many || `${one}s`}`;
