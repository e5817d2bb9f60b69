// How loud a headphone gets on an output, and whether the output's noise is heard: what was computed for every
// pairing at every gain setting of its output.

const levels = content.levels || null;

/** Each output's gain settings as [name, why its level is not used...]. */
const settingsOf = (o) => (levels ? levels.settings[o] : [['']]);
const firstSetting = [];
const settingsInAll = outputs.reduce((count, _, o) => {
  firstSetting.push(count);
  return count + settingsOf(o).length;
}, 0);

/** The row of a headphone's channel on an output at a gain setting. */
const levelRow = (h, channel, o, setting) =>
  (firstChannel[h] + channel) * settingsInAll + firstSetting[o] + setting;

const valueIn = (list, row) => (levels && levels[list] ? levels[list][row] : null);
const signsOf = (row) => parseInt(levels.signs[row], 16);

/** "112.3 ± 0.2 dB" of the list's value in a row, less `reference`; nothing where it is not known. */
function levelIn(list, row, side, reference = 0) {
  const value = valueIn(list, row);
  return value === null ? null : levelText(value - reference, levels[`${list}95`][row], side);
}
const highestText = (row) => levelIn('highest', row, signsOf(row) & 3);
const headroomText = (row) => levelIn('highest', row, signsOf(row) & 3, levels.peak);
const hissText = (row) => levelIn('hiss', row, signsOf(row) >> 2);

/** The gain setting that one would choose: of those that are loud enough the one that hisses least, else the loudest. */
function chosenRow(h, channel, o) {
  const rows = settingsOf(o).map((_, setting) => levelRow(h, channel, o, setting));
  const loud = rows.filter((row) => levels.need[row] === 'N');
  const least = (list, key) => list.reduce((best, row) => (key(row) < key(best) ? row : best));
  return loud.length > 0
    ? least(loud, (row) => valueIn('hiss', row) ?? Infinity)
    : least(rows, (row) => -(valueIn('highest', row) ?? -Infinity));
}

const NEED_LETTERS = { N: 'P', Y: 'F', U: 'U', '-': 'N' };
const HISS_LETTERS = { S: 'P', A: 'F', U: 'U', '-': 'N' };
const needLetter = (row) => NEED_LETTERS[levels.need[row]];
const hissLetter = (row) => HISS_LETTERS[levels.heard[row]];

/** The row that speaks for a headphone on an output: the worst letter, and of those the worst value. */
function speakingRow(h, o, letter, worth) {
  const key = (row) => WORST_FIRST.indexOf(letter(row)) * 1e6 + worth(row);
  return headphones[h].channels
    .map((_, channel) => chosenRow(h, channel, o))
    .reduce((worst, row) => (key(row) < key(worst) ? row : worst));
}
const loudnessRow = (h, o) => speakingRow(h, o, needLetter, (row) => valueIn('highest', row) ?? 0);
const hissRow = (h, o) => speakingRow(h, o, hissLetter, (row) => -(valueIn('hiss', row) ?? 0));

const needAt = (h, o) => (levels ? needLetter(loudnessRow(h, o)) : 'N');
const hissAt = (h, o) => (levels ? hissLetter(hissRow(h, o)) : 'N');

/** What all rows of a pair lack, each once. */
function missingOf(h, o) {
  const numbers = headphones[h].channels.flatMap((_, channel) =>
    settingsOf(o).flatMap((__, setting) => levels.missing[levelRow(h, channel, o, setting)]),
  );
  return [...new Set(numbers)].map((number) => levels.sentences[number]);
}

/** What the spare gain alone wants is no gap for anybody who did not ask for it. */
const isWanted = ([what]) => !what.endsWith(', for the spare gain');

function hissSentence(row) {
  const heard = levels.heard[row];
  if (heard === '-') return 'Whether it hisses is not known.';
  const words = { S: 'is silent', A: 'is audible', U: 'may be audible' }[heard];
  return `Its hiss of ${hissText(row)} SPL ${words}, ${levels.silent} dB SPL being the threshold.`;
}

/** What the need of an amplifier is judged by: the level that is reached, or the sensitivity alone. */
const byLevel = !levels || levels.by === 'level';
const NEED_WORDS = {
  P: byLevel ? 'Loud enough:' : 'Needs no amplifier:',
  F: 'Needs an amplifier:',
  U: byLevel ? 'Undecided whether it is loud enough:' : 'Undecided whether it needs an amplifier:',
  N: byLevel ? 'How loud it gets is not known:' : 'Whether it needs an amplifier is not known:',
};

/** Level, need and hiss in a sentence each. */
function levelSentence(h, o) {
  if (!levels) return null;
  const row = loudnessRow(h, o);
  const letter = needLetter(row);
  const reached = highestText(row);
  const setting = settingsOf(o).length > 1 ? settingName(o, row) : '';
  const lacking = missingOf(h, o).filter(isWanted);
  const because =
    letter === 'N' && lacking.length > 0
      ? `${lacking.map(([what]) => what).join(' and ')} ${lacking.length > 1 ? 'are' : 'is'} missing.`
      : levels.sentences[levels.because[row]];
  return make(
    'p',
    { class: 'verdict level' },
    make('b', { class: `badge ${letter}` }, letter === 'N' ? '–' : letter),
    ' ',
    make('b', {}, NEED_WORDS[letter]),
    ' ',
    make('span', { dir: 'auto' }, because),
    reached ? ` Highest clean level: ${reached} SPL${setting ? `, at the setting ${setting}` : ''}.` : '',
    ` ${hissSentence(hissRow(h, o))}`,
  );
}

const settingName = (o, row) => settingsOf(o)[(row % settingsInAll) - firstSetting[o]][0];
const ENDS = { V: 'voltage', C: 'current', '-': '–' };
const NEEDS = { Y: 'yes', N: 'no', U: 'undecided', '-': 'not known' };
const HEARD = { S: 'silent', A: 'audible', U: 'undecided', '-': '' };

function levelTable(h, o) {
  if (!levels) return null;
  const named = settingsOf(o).some(([name]) => name !== '');
  const spare = Boolean(levels.spare);
  const unknown = 'not known';
  const rows = headphones[h].channels.flatMap((channel, c) =>
    settingsOf(o).map(([setting], s) => {
      const row = levelRow(h, c, o, s);
      const hiss = hissText(row);
      return [
        channel.part,
        ...(named ? [setting] : []),
        highestText(row) || unknown,
        headroomText(row) || unknown,
        ENDS[levels.ends[row]],
        hiss ? `${hiss}, ${HEARD[levels.heard[row]]}` : unknown,
        ...(spare ? [levelIn('spare', row, 0) || unknown] : []),
        NEEDS[levels.need[row]],
      ];
    }),
  );
  const headings = [
    'channel',
    ...(named ? ['gain'] : []),
    'highest, SPL',
    `above ${levels.peak} dB`,
    'ended by',
    'hiss, SPL',
    ...(spare ? ['spare gain'] : []),
    'needs an amplifier',
  ];
  return figureTable(headings, rows, 'How loud it gets');
}

/** "left needs 2.45 V, 8.2 mA and 20 mW for 110 dB SPL." */
function needLines(h) {
  const known = headphones[h].channels.filter(({ needs }) => needs);
  return known.length === 0
    ? null
    : make(
        'p',
        { class: 'lines' },
        known
          .map(
            ({ part, needs: [volts, amperes, watts] }) =>
              `${part} needs ${volts}, ${amperes} and ${watts} for ${levels.peak} dB SPL.`,
          )
          .join('\n'),
      );
}

/** What was taken for what, and why a measured level is not used. */
function levelRemarks(h, o) {
  const numbers = headphones[h].channels.flatMap((_, channel) =>
    settingsOf(o).flatMap((__, setting) => levels.remarks[levelRow(h, channel, o, setting)]),
  );
  const refused = settingsOf(o).flatMap(([name, ...why]) =>
    why.map((detail) => `The level${name ? ` at the setting ${name}` : ''} is not used: ${detail}`),
  );
  return [...[...new Set(numbers)].map((number) => levels.sentences[number]), ...refused];
}

/** Everything of a pair that is about its level. */
function levelPart(h, o) {
  if (!levels) return null;
  return [
    levelTable(h, o),
    needLines(h),
    missingList(missingOf(h, o).filter((fact) => isWanted(fact) || levels.spare)),
    make(
      'ul',
      { class: 'findings' },
      levelRemarks(h, o).map((remark) => make('li', { class: 'finding note' }, remark)),
    ),
  ];
}
