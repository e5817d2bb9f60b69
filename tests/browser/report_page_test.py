#!/usr/bin/env python3
"""Opens reports in a headless Chromium and uses them as a reader would.

  report_page_test.py PROGRAM [TEST...]

The last tests compare what it looks like with pictures that somebody has looked at, in tests/browser/pictures. With
OHMSWEEP_KEEP_PICTURES=yes in the environment they are replaced: look at them before they are committed.
"""

import base64
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True  # the tests leave nothing in the source tree
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from webdriver import Browser  # noqa: E402

HOSTILE = ["</script><script>document.title='run'</script>", "<img src=x onerror=\"document.title='run'\">",
           "'\"><b>bold</b>", "אוזניות", "a < b & c", "<!--"]
DOWN, RIGHT, ENTER, ESCAPE = "\ue015", "\ue014", "\ue007", "\ue00c"


def number(text):
    """Of a cell like "< −10.3 ± 0.2 dB"."""
    return float(text.lstrip("<> ").split()[0].replace("−", "-"))


def curve(ohm, peak=1.0, hz=95.0, u95=0.01):
    """CSV of a resonance: `ohm`, and `peak` times that at `hz`."""
    lines = ["frequency_hz,impedance_ohm,phase_deg,impedance_u95_ohm,phase_u95_deg"]
    for step in range(-270, 208):
        f = 1000 * 2 ** (step / 48)
        z = ohm * (1 + (peak - 1) / complex(1, 1.5 * (f / hz - hz / f)))
        lines.append(f"{f:.6f},{abs(z):.6f},{math.degrees(math.atan2(z.imag, z.real)):.6f},"
                     f"{u95 * abs(z):.6f},{math.degrees(u95):.6f}")
    return "\n".join(lines) + "\n"


# What the outputs of the virtual bench can: Stiff twice, at two gain settings.
BENCH = """
[converters]
noise = "-112dBFS"
output_full_scale = "4Vrms"
input_full_scale = "12Vrms"
[[amplifier]]
name = "Stiff"
[[amplifier.output]]
name = "phones"
circuit = ["R source tip 0.5ohm"]
input_impedance = "10kohm"
[[amplifier.output.setting]]
name = "high"
gain = 5.0
clip_voltage = "9V"
noise = "60uV"
[[amplifier.output.setting]]
name = "low"
gain = 1.0
clip_voltage = "1.2V"
noise = "20uV"
[[amplifier]]
name = "Middling"
[[amplifier.output]]
name = "phones"
circuit = ["R source tip 10ohm"]
input_impedance = "10kohm"
clip_voltage = "1.0V"
noise = "300uV"
[[amplifier.output]]
name = "line"
circuit = ["R source tip 10ohm"]
input_impedance = "10kohm"
clip_voltage = "1.0V"
"""
RIG = """
[limits]
source_full_scale = "12Vrms"
dut_full_scale = "12Vrms"
full_scale_tolerance = "1%"
"""


class Shelf:
    """A library of made-up devices and its report."""

    def __init__(self, program, folder):
        self.program, self.folder = program, pathlib.Path(folder)

    def run(self, *arguments):
        subprocess.run([self.program, "--quiet", "--library", self.folder / "library", *arguments], check=True,
                       stdout=subprocess.DEVNULL)

    def put(self, kind, name, part, text):
        file = self.folder / "curve.csv"
        file.write_text(text)
        self.run("import", kind, name, file, "--channel" if kind == "headphone" else "--output", part)

    def level(self, name, output, *options, bench=BENCH):
        for file, text in [("bench.toml", bench), ("rig.toml", RIG)]:
            (self.folder / file).write_text(text)
        self.run("measure", "level", name, "--output", output, "--audio", f"bench:{self.folder / 'bench.toml'}",
                 "--rig", self.folder / "rig.toml", "--yes", *options)

    def report(self, *options):
        page = self.folder / "report.html"
        self.run("report", page, *options)
        return page


class ReportPage(unittest.TestCase):
    program = ""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="ohmsweep-report-")
        shelf = Shelf(cls.program, cls.folder.name)
        for name, ohm, peak in [("Tall 300", 300, 1.8), ("Small 16", 16, 1.0), ("Odd 32", 32, 5.0), *((n, 50, 2.0) for n in HOSTILE)]:
            for side, factor in [("left", 1.0), ("right", 1.02)]:
                shelf.put("headphone", name, side, curve(ohm * factor, peak))
        for name, ohm in [("Stiff", 0.5), ("Middling", 10), ("Soft", 120), (HOSTILE[0], 1)]:
            shelf.put("amplifier", name, "phones", curve(ohm))
        for name, output, *options in [("Stiff", "phones", "--setting", "high", "--load", "15ohm/5W"),
                                       ("Stiff", "phones", "--setting", "low", "--load", "15ohm/5W"),
                                       ("Middling", "phones", "--load", "15ohm/5W"), ("Middling", "line", "--no-noise")]:
            shelf.level(name, output, *options)
        shelf.run("describe", "Tall 300", "--nominal", "300ohm", "--sensitivity", "97dB/mW@1kHz")
        shelf.run("describe", "Small 16", "--sensitivity", "118dB/mW@1kHz")
        shelf.run("describe", "Odd 32", "--nominal", "90ohm")
        cls.page = shelf.report("--rule", "8", "--rule", "2")
        cls.pair = cls.page.with_name("pair.html")
        cls.pair.write_bytes(shelf.report("--headphone", "Odd 32", "--amplifier", "Middling").read_bytes())
        shelf.report("--rule", "8", "--rule", "2")
        cls.browser = Browser()

    @classmethod
    def tearDownClass(cls):
        cls.browser.__exit__()
        cls.folder.cleanup()

    def setUp(self):
        self.open(self.page)

    def open(self, page):
        self.browser.open(page)
        self.browser.wait("document.documentElement.classList.contains('ready')")

    def texts(self, selector):
        return self.browser.script("return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)", selector)

    def rows(self):
        return self.texts("#table tbody th a")

    def open_pair(self, headphone, output):
        """Clicks on the cell; returns the texts of the pair's part that `parts` names."""
        self.browser.script("""const row = [...document.querySelectorAll('#table tbody tr')].find(r => r.querySelector('th').textContent === arguments[0]);
            const column = [...document.querySelectorAll('#table thead th')].findIndex(t => t.textContent.startsWith(arguments[1]));
            row.cells[column].click();""", headphone, output)
        self.assertEqual(self.texts("#pair h2"), [f"{headphone} on {output} phones"])

    def table(self, caption):
        """Rows of the pair's table whose caption begins so, the heading first."""
        return self.browser.script("""const table = [...document.querySelectorAll('#pair table')].find(t => t.caption && t.caption.textContent.startsWith(arguments[0]));
            return [...table.rows].map(r => [...r.cells].map(c => c.textContent));""", caption)

    def cells_of(self, view):
        """The matrix as headphone -> output -> text, its cells telling `view`."""
        return self.browser.script("""const s = document.querySelector('#cell-view'); s.value = arguments[0]; s.dispatchEvent(new Event('change'));
            const heads = [...document.querySelectorAll('#table thead th.output .who > bdi')].map(t => t.textContent);
            return Object.fromEntries([...document.querySelectorAll('#table tbody tr')].map(r => [r.querySelector('th').textContent,
                Object.fromEntries([...r.querySelectorAll('td[data-h]')].map((c, i) => [heads[i], c.textContent]))]));""", view)

    def show_plots_of(self, name):
        """Opens the section and waits until its first plot is drawn; returns the plot's box in the view."""
        self.browser.script("""const s = [...document.querySelectorAll('#headphones details')].find(d => d.querySelector('h3').textContent === arguments[0]);
            s.open = true; s.id = 'tried'; s.scrollIntoView();""", name)
        self.browser.wait("document.querySelector('#tried .plot')")
        self.browser.script("document.querySelector('#tried .plot').scrollIntoView({block: 'center'})")
        self.browser.wait("document.querySelector('#tried .plot canvas')")
        return self.browser.script("""const box = document.querySelector('#tried .plot').getBoundingClientRect();
            return [box.left, box.top, box.width, box.height];""")

    def test_opens_without_a_complaint_and_asks_for_nothing(self):
        self.browser.complaints()  # what was before
        self.browser.requests()
        self.open(self.page)
        self.browser.click("#table td[data-h]")
        self.show_plots_of("Odd 32")
        self.assertEqual(self.browser.complaints(), [])
        asked = [url for url in self.browser.requests() if not url.startswith("data:")]
        self.assertEqual(asked, [self.page.as_uri()])

    def test_nothing_that_would_leave_the_file_is_let_out(self):
        self.browser.script("""window.refused = []; document.addEventListener('securitypolicyviolation', e => window.refused.push(e.effectiveDirective));
            new Image().src = 'http://127.0.0.1:9/x.png'; fetch('http://127.0.0.1:9/').catch(() => {});
            const s = document.createElement('script'); s.textContent = "document.title='run'"; document.body.append(s);""")
        self.browser.wait("window.refused.length >= 3")
        self.assertEqual(sorted(set(self.browser.script("return window.refused"))), ["connect-src", "img-src", "script-src-elem"])
        self.assertEqual(self.browser.script("return document.title"), "ohmsweep report")
        self.browser.complaints()

    def test_hostile_names_are_text(self):
        self.assertEqual(self.browser.script("return document.title"), "ohmsweep report")
        for name in HOSTILE:
            self.assertIn(name, self.rows())
            self.assertIn(name, self.texts("#headphones h3"))
        self.browser.click("#table td[data-h='%s']" % self.browser.script(
            "return [...document.querySelectorAll('#table tbody tr')].find(r => r.textContent.includes('<img')).querySelector('td[data-h]').dataset.h"))
        self.assertIn(HOSTILE[1], self.texts("#pair h2")[0])
        self.browser.script("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        self.assertEqual(self.browser.script("return document.querySelectorAll('main img, main script, td b b').length"), 0)
        self.assertEqual(self.browser.script("return document.title"), "ohmsweep report")

    def test_a_cell_has_a_letter_and_the_worse_channels_ratio(self):
        cells = self.browser.script("""return Object.fromEntries([...document.querySelectorAll('#table tbody tr')].map(r =>
            [r.querySelector('th').textContent, [...r.querySelectorAll('td[data-h]')].map(c => c.textContent)]))""")
        heads = self.texts("#table thead th.output .who")
        order = [next(i for i, head in enumerate(heads) if head.startswith(name)) for name in ("Stiff", "Middling", "Soft")]
        self.assertEqual([cells["Small 16"][i] for i in order], ["P32.0", "F1.60", "F0.133"])
        self.assertEqual([cells["Tall 300"][i] for i in order], ["P600", "P30.0", "F2.50"])

    def test_sorts_by_an_output_and_turns_round(self):
        self.assertEqual([r for r in self.rows() if r[0] in "OST" and " " in r], ["Odd 32", "Small 16", "Tall 300"])
        self.browser.script("[...document.querySelectorAll('#table thead th.output')].find(t => t.textContent.startsWith('Soft')).querySelector('button').click()")
        rising = self.rows()
        self.assertLess(rising.index("Small 16"), rising.index("Odd 32"))
        self.assertLess(rising.index("Odd 32"), rising.index("Tall 300"))
        self.assertEqual(self.texts("th[aria-sort='ascending'] .who"), ["Soft phones"])
        self.browser.press([ENTER])  # the focus stays on the heading
        self.assertEqual(self.rows(), rising[::-1])

    def test_filters_by_names_and_verdict(self):
        self.browser.press(["/"])
        self.browser.press(list("tall"))
        self.assertEqual(self.rows(), ["Tall 300"])
        self.assertIn("1 headphone of 9", self.texts("#count")[0])
        self.browser.type("#column-filter", "sof")
        self.assertEqual(self.texts("#table thead th.output .who"), ["Soft phones"])
        self.browser.script("const s = document.querySelector('#verdict-filter'); s.value = 'P'; s.dispatchEvent(new Event('change'))")
        self.assertEqual(self.rows(), [])

    def test_the_matrix_is_walked_and_opened_by_keys(self):
        self.browser.script("document.querySelector('#table td[tabindex=\"0\"]').focus()")
        self.browser.press([DOWN, RIGHT])
        at = self.browser.script("const c = document.activeElement; return [c.parentElement.rowIndex, c.cellIndex]")
        self.assertEqual(at, [2, 3])
        self.browser.press([ENTER])
        self.assertEqual(len(self.texts("#pair h2")), 1)
        self.browser.press([ESCAPE])
        self.assertEqual(self.texts("#pair h2"), [])
        self.assertEqual(self.browser.script("const c = document.activeElement; return [c.parentElement.rowIndex, c.cellIndex]"), at)

    def test_the_pointer_reads_the_curve(self):
        left, top, width, height = self.show_plots_of("Small 16")
        self.browser.drag((left + 52 + (width - 60) / 2, top + height / 2))  # the middle of the axis is 632 Hz
        self.browser.wait("document.querySelector('#tried .readout').textContent.includes('left')")
        self.assertRegex(self.texts("#tried .readout")[0], r"^6\d\d Hz: left 16\.0 ± 0\.2 Ω, right 16\.3 ± 0\.2 Ω$")
        self.assertRegex(self.texts("#tried .readout")[1], r"^6\d\d Hz: left 0 ± \d°")

    def test_keys_read_the_curve_too(self):
        self.show_plots_of("Small 16")
        self.browser.script("document.querySelector('#tried .plot').focus({preventScroll: true})")
        self.browser.press(["\ue014"])
        self.assertRegex(self.texts("#tried .readout")[0], r"^1\.01 kHz: left 16\.0")

    def test_a_drag_zooms_all_plots_of_a_section_and_a_double_click_ends_it(self):
        left, top, width, height = self.show_plots_of("Odd 32")
        self.browser.wait("document.querySelectorAll('#tried .plot canvas').length >= 4")
        ranges = "return [...document.querySelectorAll('#tried .plot')].filter(p => p.plot.graph).map(p => p.plot.graph.xAxisRange())"
        before = self.browser.script(ranges)
        self.browser.drag((left + width * 0.3, top + height / 2), (left + width * 0.6, top + height / 2))
        zoomed = self.browser.script(ranges)
        self.assertGreater(zoomed[0][0], before[0][0] * 2)
        self.assertLess(zoomed[0][1], before[0][1] / 2)
        self.assertAlmostEqual(zoomed[1][0], zoomed[0][0])
        self.browser.script("document.querySelector('#tried .plot').plot.graph.resetZoom()")
        self.assertEqual(self.browser.script(ranges)[:2], before[:2])  # others are drawn when they come into view

    def test_a_report_of_one_pair_opens_it_and_says_what_will_be_heard(self):
        self.open(self.pair)
        self.assertEqual(self.texts("#pair h2"), ["Odd 32 on Middling phones"])
        self.assertIn("Fails 1:8", self.texts("#pair .verdict")[0])
        # D = 20 lg(160/170) - 20 lg(32/42), 1.8 dB against 1 kHz, less the resonance's share there.
        self.assertRegex(self.texts("#pair .heard")[0], r"^Bass up by 1\.[678]\d* ± 0\.\d+ dB around 9\d(\.\d)? Hz")

    def test_what_the_page_computes_agrees_with_what_was_rated(self):
        worst = self.browser.script("""const number = text => Number(text.replace('−', '-').split(' ')[0]);
            return [...document.querySelectorAll('#table td[data-h]')].map(cell => {
                cell.click();
                const { plot } = document.querySelector('#pair .plot');
                plot.prepare();
                const rows = [...document.querySelector('#pair .figures').querySelectorAll('tbody tr')];
                return Math.max(...rows.map(({ cells }, side) => {
                    const values = plot.spec.series[side].points.map(p => p[1]);
                    return Math.max(Math.abs(number(cells[4].textContent) - Math.min(...values)),
                                    Math.abs(number(cells[5].textContent) - Math.max(...values)));
                }));
            });""")
        self.assertEqual(len(worst), 36)
        self.assertLess(max(worst), 0.0065)  # 0.005 dB of rounding in the table, the rest by five digits of |Z|

    def test_a_pair_says_how_loud_it_gets_and_whether_it_hisses(self):
        self.open_pair("Tall 300", "Stiff")
        level = self.texts("#pair .level")[0]
        # 97 dB at 1 mW in 300 ohm and more are 0.55 V; 9 V peak are 6.4 V, 0.2 dB of it lost in 1 % of distortion.
        self.assertRegex(level, r"^P Loud enough: It gets \d\.\d dB above 110 dB\. Highest clean level: 11\d\.\d( ± 0\.\d)? dB SPL, at the setting high\. Its hiss of \S+( ± 0\.\d)? dB SPL is silent, 20 dB SPL being the threshold\.$")
        rows = self.table("How loud it gets")
        self.assertEqual(rows[0], ["channel", "gain", "highest, SPL", "above 110 dB", "ended by", "hiss, SPL", "needs an amplifier"])
        self.assertEqual([(r[0], r[1], r[4], r[6]) for r in rows[1:]],
                         [("left", "high", "voltage", "no"), ("left", "low", "voltage", "yes"),
                          ("right", "high", "voltage", "no"), ("right", "low", "voltage", "yes")])
        self.assertRegex(self.texts("#pair .lines")[0], r"^left needs 2\.4\d+( ± \S+)? V, 8\.\d+( ± \S+)? mA and 19\.95 mW for 110 dB SPL\.\nright needs")

    def test_what_the_page_says_of_levels_is_what_loudness_says(self):
        told = json.loads(subprocess.run([self.program, "--library", self.page.with_name("library"), "loudness", "--json"], check=True,
                                         capture_output=True).stdout)
        for row in told:
            if row["headphone"] not in ("Tall 300", "Small 16") or row["amplifier"] not in ("Stiff", "Middling") or row["output"] != "phones":
                continue
            self.open_pair(row["headphone"], row["amplifier"])
            setting = [row["setting"]] if row["setting"] else []
            seen = next(r for r in self.table("How loud it gets") if r[:1 + len(setting)] == [row["channel"], *setting])[1 + len(setting):]
            self.assertAlmostEqual(number(seen[0]), row["highest_db_spl"]["value"], delta=0.1)
            self.assertAlmostEqual(number(seen[1]), row["headroom_db"]["value"], delta=0.1)
            self.assertAlmostEqual(number(seen[3]), row["hiss_db_spl"]["value"], delta=0.1)
            self.assertTrue(seen[3].endswith(", " + row["hiss"]))
            self.assertEqual(seen[4], row["needs_amplifier"]["answer"])

    def test_what_is_missing_for_a_level_is_named_with_its_command(self):
        self.open_pair("Odd 32", "Soft")
        self.assertEqual(self.texts("#pair .level")[0], "– How loud it gets is not known: the sensitivity of Odd 32 and the level of Soft phones are missing. Whether it hisses is not known.")
        missing = self.texts("#pair .lacking li")
        self.assertIn("missing the sensitivity of Odd 32: ohmsweep describe 'Odd 32' --sensitivity 97dB/mW@1kHz (what its maker publishes)", missing)
        self.assertIn("missing the level of Soft phones: ohmsweep measure level Soft --output phones --load 33ohm", missing)
        self.open_pair("Small 16", "Stiff")
        self.assertEqual(self.texts("#pair .lacking li"), ["missing the published nominal impedance of Small 16: ohmsweep describe 'Small 16' --nominal 32ohm"])
        self.assertEqual(self.texts("#unpaired li"), ["missing the output impedance of Middling line, the level of which is measured: ohmsweep measure amplifier Middling --output line"])

    def test_a_pair_has_every_rule_on_every_basis_and_says_where_they_disagree(self):
        self.open_pair("Odd 32", "Middling")
        rows = self.table("By each rule")
        self.assertEqual(rows[0], ["channel", "rated on", "|Z|", "|Z|/|Zo|", "1:8", "1:2"])
        left = {row[1]: row[4:] for row in rows if row[0] == "left"}
        self.assertEqual(left, {"smallest |Z|": ["fails", "passes"], "|Z| at 1 kHz": ["fails", "passes"],
                                "published nominal": ["passes", "passes"], "80 % of nominal": ["fails", "passes"]})
        self.assertIn("They disagree (left at 1:8, right at 1:8)", self.texts("#pair .disagree")[0])
        self.open_pair("Tall 300", "Stiff")
        self.assertEqual(self.texts("#pair .disagree"), [])

    def test_a_pair_that_fails_says_what_to_use_instead(self):
        self.open_pair("Small 16", "Middling")
        self.assertRegex(self.texts("#pair .instead")[0], r"^Instead, the best first: ?P Stiff phones 0\.00 dB of change, loud enough")
        self.browser.click("#pair .instead button")
        self.assertEqual(self.texts("#pair h2"), ["Small 16 on Stiff phones"])
        self.open_pair("Tall 300", "Stiff")
        self.assertEqual(self.texts("#pair .instead"), [])

    def test_a_pair_that_passes_and_is_too_quiet_says_so_and_what_is_louder(self):
        self.open_pair("Tall 300", "Middling")
        self.assertIn("Passes 1:8", self.texts("#pair .verdict")[0])
        self.assertRegex(self.texts("#pair .level")[0], r"^F Needs an amplifier: It ends \d+\.\d dB short of 110 dB: high impedance")
        self.assertIn("P Stiff phones", self.texts("#pair .instead")[0])

    def test_headphones_rank_outputs_and_outputs_rank_headphones_as_advise_does(self):
        def ranking(option, name, key):
            ranked = json.loads(subprocess.run([self.program, "--library", self.page.with_name("library"), "advise", option, name, "--json"],
                                               check=True, capture_output=True).stdout)["ranked"]
            return list(dict.fromkeys(row[key] for row in ranked))

        self.browser.script("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        pills = "return [...[...document.querySelectorAll(arguments[0])].find(d => d.querySelector('h3').textContent === arguments[1]).querySelectorAll('.pill bdi:first-of-type')].map(e => e.textContent)"
        self.browser.wait("document.querySelectorAll('#outputs .pill').length > 0 && document.querySelectorAll('#headphones .pill').length > 0")
        self.assertEqual(self.browser.script(pills, "#headphones details", "Odd 32"), ranking("--headphone", "Odd 32", "amplifier"))
        on_middling = self.browser.script(pills, "#outputs details", "Middling phones")
        self.assertEqual([name for name in on_middling if name not in HOSTILE],
                         [name for name in ranking("--amplifier", "Middling", "headphone") if name not in HOSTILE])
        self.assertIn("Pass on it, 1 of 9, the best first:", self.texts("#outputs .pills span"))

    def test_a_headphone_says_what_it_allows_by_each_rule_with_the_interval(self):
        self.show_plots_of("Small 16")
        facts = dict(zip(self.texts("#tried .side:first-child dt"), self.texts("#tried .side:first-child dd")))
        self.assertRegex(facts["1:8 allows"], r"^outputs of at most 2\.0\d* ± 0\.0\d+ Ω, by \|Z\| at ")
        self.assertRegex(facts["1:2 allows"], r"^outputs of at most 8\.\d* ± 0\.\d+ Ω")
        self.assertIn("110 dB SPL needs", facts)

    def test_the_top_names_the_output_that_serves_most_and_leads_there(self):
        tiles = self.texts(".tile")
        self.assertIn("Stiff phonesserves most of them: 9 of 9 pass", tiles)
        self.assertTrue(any("pairings reach 110 dB SPL" in tile for tile in tiles), tiles)
        self.browser.script("document.querySelector('.tile a').click()")
        self.browser.wait("document.querySelector('#outputs details[open] h3')")
        self.assertEqual(self.texts("#outputs details[open] h3"), ["Stiff phones"])

    def test_cells_tell_change_headroom_or_hiss_and_the_key_says_so(self):
        headroom = self.cells_of("headroom")
        self.assertRegex(headroom["Tall 300"]["Stiff"], r"^P\d\.\d$")
        self.assertRegex(headroom["Tall 300"]["Middling"], r"^F−1\d\.\d$")
        self.assertEqual(headroom["Odd 32"]["Stiff"], "–")
        self.assertIn("P reaches 110 dB SPL", self.texts("#key")[0])
        self.assertIn("7 headphones without a stored sensitivity", self.texts("#key")[0])
        self.browser.script("[...document.querySelectorAll('#table thead th.output')].find(t => t.textContent.startsWith('Stiff')).querySelector('button').click()")
        self.assertEqual(self.rows()[-1], "Small 16")  # the loudest of them
        hiss = self.cells_of("hiss")
        self.assertEqual((hiss["Small 16"]["Middling"][0], hiss["Tall 300"]["Stiff"][0]), ("F", "P"))
        self.assertRegex(self.cells_of("change")["Odd 32"]["Middling"], r"^F1\.8\d$")

    def test_a_narrow_page_does_not_scroll_sideways(self):
        self.browser.command("Emulation.setDeviceMetricsOverride", width=360, height=800, deviceScaleFactor=1, mobile=True)
        try:
            self.open(self.page)
            self.browser.click("#table td[data-h]")
            self.show_plots_of("Odd 32")
            self.assertLessEqual(self.browser.script("return document.documentElement.scrollWidth"), 360)
        finally:
            self.browser.command("Emulation.clearDeviceMetricsOverride")

    def test_paper_gets_lines_with_patterns_for_what_is_open_only(self):
        self.show_plots_of("Odd 32")
        self.browser.script("window.dispatchEvent(new Event('beforeprint'))")
        dashes = self.browser.script("return [...document.querySelectorAll('#tried svg.on-paper')[0].querySelectorAll('polyline')].map(l => l.getAttribute('stroke-dasharray'))")
        self.assertEqual(dashes, ["none", "8 4"])
        self.assertEqual(self.browser.script("return document.querySelectorAll('svg.on-paper').length"), 3)
        self.assertEqual(self.browser.script("return document.querySelectorAll('#paper tbody tr').length"), 9)
        self.browser.script("window.dispatchEvent(new Event('afterprint'))")
        self.assertEqual(self.browser.script("return document.querySelectorAll('svg.on-paper').length"), 0)

    def test_dark_readers_get_a_dark_page(self):
        self.browser.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark"}])
        try:
            self.assertEqual(self.browser.script("return getComputedStyle(document.body).backgroundColor"), "rgb(20, 23, 27)")
        finally:
            self.browser.command("Emulation.setEmulatedMedia", features=[])


class ReportOfGaps(unittest.TestCase):
    """Libraries in which something is not there: the page says what."""

    program = ""

    @classmethod
    def setUpClass(cls):
        cls.browser = Browser()

    @classmethod
    def tearDownClass(cls):
        cls.browser.__exit__()

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="ohmsweep-report-")
        self.addCleanup(self.folder.cleanup)
        self.shelf = Shelf(self.program, self.folder.name)

    def show(self, *options):
        self.browser.complaints()
        self.browser.open(self.shelf.report(*options))
        self.browser.wait("document.documentElement.classList.contains('ready')")
        return self.browser.script("return document.querySelector('main').innerText")

    def test_two_curves_that_share_no_frequency_say_so_and_draw_nothing(self):
        self.shelf.put("headphone", "High", "left", "frequency_hz,impedance_ohm\n1000,32\n20000,33\n")
        self.shelf.put("amplifier", "Low", "phones", "frequency_hz,impedance_ohm\n20,1\n90,1\n")
        text = self.show()  # one headphone on one amplifier: the pair is open
        self.assertIn("No verdict: the two curves share no frequency.", text)
        self.assertIn("they share nothing between 20 Hz and 20 kHz", text)
        self.assertIn("Nothing can be drawn: the headphone was measured from 1 kHz to 20 kHz, the output from 20 Hz to 90 Hz.", text)
        self.assertEqual(self.browser.script("return document.querySelectorAll('#pair .plot').length"), 0)
        self.browser.script("window.dispatchEvent(new Event('beforeprint')); window.dispatchEvent(new Event('afterprint'))")
        self.assertEqual(self.browser.complaints(), [])

    def test_an_undecided_pair_says_which_measurement_would_decide_it(self):
        self.shelf.put("headphone", "Near", "left", curve(32, u95=0.001))
        self.shelf.put("amplifier", "Nearly", "phones", curve(3.96, u95=0.02))
        text = self.show()
        self.assertIn("Undecided at 1:8:", text)
        self.assertRegex(text, r"left: It would be decided by knowing the output's \|Zo\| at \S+ k?Hz to within 0\.0\d+ Ω \(95 %\)")
        self.assertRegex(text, r"No output here passes for this headphone: it allows 4\.0\d* ± 0\.0\d+ Ω at 1:8\.")

    def test_of_many_headphones_an_output_shows_the_best_and_the_others_on_demand(self):
        for number_of in range(26):
            self.shelf.put("headphone", f"H {number_of}", "left", "frequency_hz,impedance_ohm,phase_deg\n20,32,0\n20000,32,0\n")
        self.shelf.put("amplifier", "One", "phones", curve(1))
        self.show()
        self.browser.wait("document.querySelector('#outputs .pill')")
        pills = "return document.querySelectorAll('#outputs .pill').length"
        self.assertEqual(self.browser.script(pills), 25)
        self.assertEqual(self.browser.script("return document.querySelector('#outputs .more').textContent"), "2 more")
        self.browser.script("document.querySelector('#outputs .more').click()")
        self.assertEqual(self.browser.script(pills), 26)
        self.assertEqual(self.browser.script("return document.activeElement.className"), "pill P")  # the keyboard goes on from there

    def test_a_need_that_is_judged_by_sensitivity_is_not_called_loud_enough(self):
        self.shelf.put("headphone", "Keen", "left", curve(32))
        self.shelf.put("amplifier", "Plain", "phones", curve(1))
        self.shelf.run("describe", "Keen", "--sensitivity", "105dB/mW@1kHz")
        text = self.show("--needs", "95dB/mW")
        self.assertIn("P Needs no amplifier: No low sensitivity: 105.0 dB/mW, the threshold being 95.", text)
        self.assertEqual(self.browser.script("return [...document.querySelectorAll('.tile span')].map(e => e.textContent)")[3], "pairings need no amplifier")

    def test_headphones_alone_say_what_is_missing_to_pair_them(self):
        self.shelf.put("headphone", "Alone", "left", curve(32))
        self.assertIn("No amplifier has been measured yet, so there is nothing to pair: 'ohmsweep measure amplifier NAME' measures one.", self.show())
        self.browser.wait("document.querySelector('#headphones .lacking')")
        self.assertIn("the sensitivity of Alone", self.browser.script("return document.querySelector('#headphones').textContent"))
        self.assertEqual(self.browser.complaints(), [])

    def test_outputs_alone_say_what_is_missing_to_pair_them(self):
        self.shelf.put("amplifier", "Alone", "phones", curve(1))
        self.assertIn("No headphone has been measured yet", self.show())
        self.assertEqual(self.browser.complaints(), [])

    def test_a_headphone_without_a_calibration_and_an_interval_says_so(self):
        self.shelf.put("headphone", "Bare", "left", "frequency_hz,impedance_ohm\n20,32\n20000,33\n")
        self.shelf.put("amplifier", "Plain", "phones", curve(1))
        text = self.show()
        self.assertIn("A curve of unknown uncertainty is in it: its values count as exact.", text)
        self.assertIn("left: ", self.browser.script("return document.querySelector('#pair .finding.warning').textContent"))
        self.browser.wait("document.querySelector('#headphones dl')")
        facts = self.browser.script("return [...document.querySelectorAll('#headphones dt')].map(t => [t.textContent, t.nextSibling.textContent])")
        self.assertIn(["calibration", "none"], facts)

    def test_nothing_at_all_is_refused_and_no_page_written(self):
        refused = subprocess.run([self.program, "--library", self.shelf.folder / "library", "report", self.shelf.folder / "r.html"],
                                 capture_output=True, text=True)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("There is nothing in the library to report", refused.stderr)
        self.assertFalse((self.shelf.folder / "r.html").exists())


class ReportPictures(unittest.TestCase):
    """The mean colours of squares of 16 pixels: other versions of a browser draw letters a little differently, and a
    page that is out of order differs in whole areas."""

    program = ""
    pictures = pathlib.Path(__file__).resolve().parent / "pictures"
    largest_share = 0.02  # of the squares
    same_colour = 16  # of 255, in each of red, green and blue

    COMPARE = """
        const squares = async (picture) => {
            const image = new Image();
            image.src = 'data:image/png;base64,' + picture;
            await image.decode();
            const canvas = document.createElement('canvas');
            [canvas.width, canvas.height] = [image.width, image.height];
            const paper = canvas.getContext('2d', { willReadFrequently: true });
            paper.drawImage(image, 0, 0);
            const found = [];
            for (let y = 0; y + 16 <= image.height; y += 16) {
                for (let x = 0; x + 16 <= image.width; x += 16) {
                    const { data } = paper.getImageData(x, y, 16, 16);
                    const sum = [0, 0, 0];
                    for (let i = 0; i < data.length; i += 4) [0, 1, 2].forEach((c) => { sum[c] += data[i + c]; });
                    found.push(sum.map((each) => each / 256));
                }
            }
            return [image.width, image.height, found];
        };
        Promise.all([squares(arguments[0]), squares(arguments[1])]).then(([[w, h, one], [v, g, other]]) => {
            const far = one.filter((colours, i) => colours.some((each, c) => Math.abs(each - other[i][c]) > arguments[2]));
            done(w === v && h === g ? far.length / one.length : 1);
        });"""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="ohmsweep-report-")
        shelf = Shelf(cls.program, cls.folder.name)
        for name, ohm, peak, hz in [("Closed 32", 32, 2.2, 60), ("Open 300", 300, 1.8, 95), ("Planar 20", 20, 1.0, 100), ("Studio 80", 80, 3.0, 120)]:
            for side, factor in [("left", 1.0), ("right", 1.04)]:
                shelf.put("headphone", name, side, curve(ohm * factor, peak, hz, 0.02))
        for name, ohm in [("Desktop", 0.1), ("Dongle", 2.55), ("Interface", 22), ("Portable", 1), ("Receiver", 120)]:
            shelf.put("amplifier", name, "phones", curve(ohm, u95=0.02))
        bench = BENCH.replace("Stiff", "Desktop").replace("Middling", "Interface")
        shelf.level("Desktop", "phones", "--setting", "high", "--load", "15ohm/5W", bench=bench)
        shelf.level("Interface", "phones", "--load", "15ohm/5W", bench=bench)
        for name, nominal, sensitivity in [("Open 300", "300ohm", "97dB/mW@1kHz"), ("Studio 80", "250ohm", "96dB/mW@1kHz")]:
            shelf.run("describe", name, "--nominal", nominal, "--sensitivity", sensitivity)
        cls.page = shelf.report("--rule", "8", "--rule", "10")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def look(self, name, width, height, prepare=None, phone=False):
        with Browser() as browser:
            browser.command("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=phone)
            if prepare:
                prepare(browser)
            browser.open(self.page)
            browser.wait("document.documentElement.classList.contains('ready')")
            browser.script("""document.body.style.fontFamily = 'DejaVu Sans';  // whatever else is installed
                document.querySelector('#table td[data-h="3"][data-o="2"]').click(); scrollTo(0, 0);""")
            if name == "paper":
                browser.script("window.dispatchEvent(new Event('beforeprint'))")
            else:
                browser.wait("document.querySelector('#pair canvas')")
            picture = browser.screenshot()
            kept = self.pictures / f"{name}.png"
            if os.environ.get("OHMSWEEP_KEEP_PICTURES") == "yes":
                kept.parent.mkdir(exist_ok=True)
                kept.write_bytes(picture)
            browser.open(self.page.with_name("empty.html"))
            share = browser.script_later(self.COMPARE, base64.b64encode(kept.read_bytes()).decode(),
                                         base64.b64encode(picture).decode(), self.same_colour)
        if share > self.largest_share:
            seen = pathlib.Path(tempfile.gettempdir()) / f"ohmsweep-report-{name}.png"
            seen.write_bytes(picture)
            self.fail(f"{100 * share:.1f} % of {seen} is not as in {kept}, {100 * self.largest_share:g} % at most")

    def setUp(self):
        self.page.with_name("empty.html").write_text("<!DOCTYPE html><title>empty</title>")

    def test_light_is_as_it_was_looked_at(self):
        self.look("light", 1180, 1900, lambda b: b.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "light"}]))

    def test_dark_is_as_it_was_looked_at(self):
        self.look("dark", 1180, 1900, lambda b: b.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark"}]))

    def test_a_phone_is_as_it_was_looked_at(self):
        self.look("phone", 390, 2600, phone=True)

    def test_paper_is_as_it_was_looked_at(self):
        self.look("paper", 700, 1400, lambda b: b.command("Emulation.setEmulatedMedia", media="print"))


if __name__ == "__main__":
    ReportPictures.program = ReportOfGaps.program = ReportPage.program = os.path.abspath(sys.argv.pop(1))
    unittest.main()
