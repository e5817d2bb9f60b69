// Everything in its place, and what printing and a change of colours ask for.

function tile(value, words) {
  return make('div', { class: 'tile' }, make('b', { dir: 'auto' }, value), make('span', {}, words));
}

/** How many are loud enough, of those of which it is known. */
function levelTile() {
  const letters = headphones.flatMap((_, h) => outputs.map((__, o) => needAt(h, o)));
  const known = letters.filter((letter) => letter !== 'N').length;
  if (known === 0) return tile('–', 'no sensitivity or no level is stored: how loud is not known');
  const loud = letters.filter((letter) => letter === 'P').length;
  const rest = known < letters.length ? `; ${letters.length - known} not known` : '';
  return tile(
    `${loud} of ${known}`,
    `pairings ${byLevel ? `reach ${peakText}` : 'need no amplifier'}${rest}`,
  );
}

function serviceTile() {
  const [best] = services();
  if (best.passes === 0) return tile('none', `of the outputs passes ${ruleText} for any headphone`);
  const words = `serves most of them: ${best.passes} of ${headphones.length} pass`;
  const open = best.undecided ? `, ${best.undecided} undecided` : '';
  return tile(make('a', { href: `#output-${best.o}` }, labelOf(outputs[best.o])), words + open);
}

function tiles() {
  const all = [
    tile(headphones.length, headphones.length === 1 ? 'headphone' : 'headphones'),
    tile(outputs.length, outputs.length === 1 ? 'output' : 'outputs'),
  ];
  if (headphones.length === 0 || outputs.length === 0) return all;
  const count = cells.flat().filter((pairing) => pairings.verdict[pairing] === 'P').length;
  all.push(tile(`${count} of ${cells.flat().length}`, `pairings pass ${ruleText}`));
  all.push(levelTile());
  if (outputs.length > 1) all.push(serviceTile());
  return all;
}

/** Sections of one kind, with buttons for all of them where there are several. */
function fill(id, sections) {
  if (sections.length === 0) {
    byId(id).hidden = true;
    byId(`to-${id}`).hidden = true;
    return;
  }
  const set = (open) =>
    sections.forEach((each) => {
      each.open = open;
    });
  const button = (words, open) => {
    const element = make('button', { type: 'button' }, words);
    element.addEventListener('click', () => set(open));
    return element;
  };
  if (sections.length > 1)
    byId(id)
      .querySelector('h2')
      .append(make('span', { class: 'all' }, button('open all', true), button('close all', false)));
  byId(id).append(...sections);
}

/** Of a headphone that was described, or of an output whose level was measured, as [name, output]. */
const curveLacking = ([name, output]) =>
  output === ''
    ? [`the impedance of ${name}, which is described`, `ohmsweep measure headphone ${shellWord(name)}`]
    : [
        `the output impedance of ${name} ${output}, the level of which is measured`,
        `ohmsweep measure amplifier ${shellWord(name)} --output ${shellWord(output)}`,
      ];

/** What the library knows and no pairing has, for want of a curve. */
function nameUnpaired() {
  if (content.unpaired.length === 0) return;
  byId('unpaired').append(
    make('b', {}, 'Not in the matrix:'),
    missingList(content.unpaired.map(curveLacking)),
  );
  byId('unpaired').hidden = false;
}

/** A link to a closed section opens it. */
function openTarget() {
  const target = /^#(headphone|output|calibration)-\d+$/.test(location.hash) && byId(location.hash.slice(1));
  if (!target) return;
  target.open = true;
  target.scrollIntoView({ block: 'start' });
}

function onPaper(printing) {
  document.documentElement.classList.toggle('on-paper', printing);
  if (!printing) {
    clearPaper(document);
    return;
  }
  if (headphones.length && outputs.length) drawPaperMatrix();
  drawForPaper();
}

function start() {
  byId('tiles').append(...tiles());
  byId('software').textContent = content.software;
  startMatrix();
  nameUnpaired();
  fill(
    'headphones',
    inOrder(headphones, ({ name }) => name, headphoneSection),
  );
  fill('outputs', inOrder(outputs, outputName, outputSection));
  fill('calibrations', calibrations.map(calibrationSection));
  window.addEventListener('hashchange', openTarget);
  window.addEventListener('beforeprint', () => onPaper(true));
  window.addEventListener('afterprint', () => onPaper(false));
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAgain);
  let waiting = 0;
  window.addEventListener('resize', () => {
    clearTimeout(waiting);
    waiting = setTimeout(drawAgain, 150);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !byId('pair').hidden && byId('pair').contains(document.activeElement))
      closePair();
    if (event.key !== '/' || /^(INPUT|SELECT)$/.test(document.activeElement.tagName)) return;
    event.preventDefault();
    byId('row-filter').focus();
  });
  // One headphone and one amplifier were asked for: their first pair is what the reader came for.
  if (headphones.length === 1 && outputs.length > 0 && outputs.every(({ name }) => name === outputs[0].name))
    openPair(0, 0, false);
  const few = 3;
  if (headphones.length <= few)
    for (const details of document.querySelectorAll('#headphones details')) details.open = true;
  if (outputs.length <= few)
    for (const details of document.querySelectorAll('#outputs details')) details.open = true;
  openTarget();
  document.documentElement.classList.add('ready');
}

start();
