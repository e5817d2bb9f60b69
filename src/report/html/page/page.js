// Everything in its place, and what printing and a change of colours ask for.

function tile(value, words) {
  return make('div', { class: 'tile' }, make('b', { dir: 'auto' }, value), make('span', {}, words));
}

function tiles() {
  const all = [
    tile(headphones.length, headphones.length === 1 ? 'headphone' : 'headphones'),
    tile(outputs.length, outputs.length === 1 ? 'output' : 'outputs'),
  ];
  if (headphones.length === 0 || outputs.length === 0) return all;
  const count = cells.flat().filter((pairing) => pairings.verdict[pairing] === 'P').length;
  all.push(tile(`${count} of ${cells.flat().length}`, `pairings pass ${ruleText}`));
  if (outputs.length > 1) {
    const best = outputs
      .map((_, o) => o)
      .reduce((a, b) =>
        passes(b) > passes(a) || (passes(b) === passes(a) && outputOhms[b].ohm < outputOhms[a].ohm) ? b : a,
      );
    all.push(tile(outputName(outputs[best]), `serves most of them: ${passes(best)} of ${headphones.length}`));
  }
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
  byId('rule').textContent = ruleText;
  byId('band').textContent = `${hertz(content.from)} to ${hertz(content.to)}`;
  byId('software').textContent = content.software;
  startMatrix();
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
