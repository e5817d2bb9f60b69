// What a cell of the matrix may show: the rule's ratio, the change of the response, headroom, or hiss.

const ofWorseChannel = 'of the worse channel';
const settingChosen =
  'at the gain setting that one would choose: of those that are loud enough the one that hisses least, else the loudest';

const peakText = levels ? `${levels.peak} dB SPL` : 'the peak level';

/** Of each its letter, its text, what it sorts by, and its key: what P, U and F mean, and what the number is. */
const VIEWS = {
  ratio: {
    letter: verdictAt,
    text: (h, o) => (verdictAt(h, o) === 'N' ? '' : ratioText(cells[h][o])),
    worth: (h, o) => pairings.ratio[cells[h][o]] ?? -1,
    key: () => [
      ['passes', 'undecided', 'fails', 'no verdict'],
      `The rule is ${ruleText}: the headphone's impedance is so many times the output's at every frequency from ${hertz(content.from)} to ${hertz(content.to)}. The number is the smallest ratio, ${ofWorseChannel}; > where the output is known by a bound.`,
    ],
  },
  change: {
    letter: verdictAt,
    text: (h, o) => (verdictAt(h, o) === 'N' ? '' : spanText(h, o).replace(' dB', '')),
    worth: spanAt,
    key: () => [
      ['passes', 'undecided', 'fails', 'no verdict'],
      `The letter is the verdict by ${ruleText}. The number is how far the response moves in all, dB from its lowest to its highest, ${ofWorseChannel}; < where the output is known by a bound.`,
    ],
  },
  headroom: {
    letter: needAt,
    text: (h, o) => (levels && headroomText(loudnessRow(h, o))?.replace(/ ± .*| dB/, '')) || '',
    worth: (h, o) => (levels && valueIn('highest', loudnessRow(h, o))) ?? -1e3,
    key: () => [
      byLevel
        ? [`reaches ${peakText}`, 'undecided', 'falls short', 'not known']
        : ['needs no amplifier', 'undecided', 'needs one, by the sensitivity', 'not known'],
      `The number is the headroom above ${peakText}, dB, ${ofWorseChannel}, ${settingChosen}. ${unknownLevels()}`,
    ],
  },
  hiss: {
    letter: hissAt,
    text: (h, o) => (levels && hissText(hissRow(h, o))?.replace(/ ± .*| dB/, '')) || '',
    worth: (h, o) => (levels && valueIn('hiss', hissRow(h, o))) ?? 1e3,
    key: () => [
      ['silent', 'undecided', 'audible', 'not known'],
      `Silent is an output whose noise stays below ${levels ? levels.silent : 20} dB SPL, A-weighted. The number is its noise in dB SPL, ${ofWorseChannel}, ${settingChosen}. ${unknownLevels()}`,
    ],
  },
};

/** Why there may be no number, and what gives it. */
function unknownLevels() {
  const silent = headphones.filter(({ sensitivity }) => !sensitivity).length;
  const unmeasured = outputs.filter(({ levels: texts }) => !texts).length;
  const gaps = [
    silent &&
      `${plural(silent, 'headphone')} without a stored sensitivity (ohmsweep describe NAME --sensitivity 97dB/mW@1kHz)`,
    unmeasured &&
      `${plural(unmeasured, 'output')} without a measured level (ohmsweep measure level NAME --output OUTPUT)`,
  ].filter(Boolean);
  return gaps.length > 0 ? `Missing: ${gaps.join(' and ')}.` : '';
}

function drawKey() {
  const [[passing, undecided, failing, none], sentence] = VIEWS[chosen.show].key();
  const badge = (letter, words) => [
    make('b', { class: `badge ${letter}` }, letter === 'N' ? '–' : letter),
    ` ${words} `,
  ];
  byId('key').replaceChildren(
    ...[badge('P', passing), badge('U', undecided), badge('F', failing), badge('N', none)].flat(),
    `— ${sentence} `,
    make('span', { class: 'on-screen' }, 'Open a cell for what you would hear.'),
  );
}
