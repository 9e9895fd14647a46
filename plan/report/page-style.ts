/**
 * Style sheet of the HTML report. Colours are chosen for a contrast of at least 4.5 to 1 for text in both schemes;
 * colour is never the only sign of anything. No `style` attribute exists in the page: its policy forbids them.
 */
export const pageStyle = `
:root{color-scheme:light dark;--ground:#f6f7f9;--card:#fff;--ink:#17202b;--soft:#546172;--line:#dbe1e8;--accent:#1d5fb8;--good:#157347;--good-wash:#e6f4ec;--bad:#b3261e;--bad-wash:#fcebea;--warn:#8a5a00;--warn-wash:#fdf3dd;--gpu:#6b3fc0;--store:#0b7285;--key:#8a5a00;--idle:#1d5fb8;--active:#9dbfe8}
@media (prefers-color-scheme:dark){:root{--ground:#10151c;--card:#18202a;--ink:#e8edf3;--soft:#a3b0bf;--line:#2d3946;--accent:#7db4f5;--good:#6fd3a0;--good-wash:#14301f;--bad:#ff9b93;--bad-wash:#3a1a18;--warn:#f0c167;--warn-wash:#35290f;--gpu:#c0a3ff;--store:#66d0e0;--key:#f0c167;--idle:#7db4f5;--active:#33557f}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif}
header,main,footer{max-width:1040px;margin:0 auto;padding:0 20px}
header{padding-top:40px}
h1,h2,h3,p,dl,dd,ul,figure{margin:0}
h1{font-size:2rem;line-height:1.2;letter-spacing:-.02em;overflow-wrap:anywhere}
h2{font-size:1.3rem;line-height:1.3;letter-spacing:-.01em}
h3{font-size:1rem;line-height:1.4}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:4px}
code,.mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.86em;overflow-wrap:anywhere}
.skip{position:absolute;left:-9999px}.skip:focus{left:12px;top:12px;background:var(--card);padding:8px 14px;z-index:1}
.eyebrow{color:var(--soft);font-size:.86rem;margin-bottom:4px}
.verdict{display:flex;gap:16px;align-items:flex-start;margin-top:20px;padding:18px 20px;border-radius:12px;border:1px solid;font-size:1.06rem}
.verdict .mark{flex:none;width:34px;height:34px;border-radius:50%;display:grid;place-items:center;font-weight:700;font-size:1.1rem;background:currentColor}
.verdict .mark span{color:var(--card)}
.verdict strong{display:block}
.verdict p{color:var(--ink)}
.verdict.pass{color:var(--good);background:var(--good-wash)}
.verdict.violations,.verdict.invalid{color:var(--bad);background:var(--bad-wash)}
nav{margin-top:18px;font-size:.93rem}
nav ul{display:flex;flex-wrap:wrap;gap:6px 20px;padding:0;list-style:none}
section{margin-top:44px}
section>h2{margin-bottom:6px}
.lead{color:var(--soft);max-width:70ch;margin-bottom:16px}
.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:20px}
.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(280px,1fr));gap:16px}
.card .big{font-size:1.35rem;font-weight:650;line-height:1.3;margin:4px 0 8px;overflow-wrap:anywhere}
.card p+p{margin-top:8px}
time,td.place{white-space:nowrap}
h4{margin:16px 0 0;font-size:.95rem}
.after{margin:18px 0 10px}
.soft{color:var(--soft)}
.small{font-size:.88rem}
dl.facts{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;font-size:.95rem;margin-top:10px}
dl.facts dt{color:var(--soft)}
dl.facts dd{overflow-wrap:anywhere}
.scroll{overflow-x:auto}
.key{display:inline-block;width:11px;height:11px;border-radius:3px;margin-right:6px;vertical-align:-1px}
.key.idle{background:var(--idle)}.key.active{background:var(--active)}
.legend{display:flex;flex-wrap:wrap;gap:4px 22px;margin:0;padding:0;list-style:none;font-size:.88rem;color:var(--soft)}
table{border-collapse:collapse;width:100%;font-size:.93rem}
caption{text-align:left;color:var(--soft);font-size:.88rem;padding-bottom:8px}
th,td{text-align:left;padding:9px 14px 9px 0;border-bottom:1px solid var(--line);vertical-align:top}
th{font-weight:600}
th .small{font-weight:400}
thead th{color:var(--soft);font-size:.84rem}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.bar{width:32%;padding-right:0;min-width:140px}
tfoot th,tfoot td{border-bottom:0;font-weight:650}
.bars{display:block;width:100%;height:16px;overflow:visible}
.bars .idle{fill:var(--idle)}.bars .active{fill:var(--active)}
.finding{border-left:5px solid var(--line);margin-top:14px}
.finding.mandatory{border-left-color:var(--bad)}.finding.advisory,.finding.remediate{border-left-color:var(--warn)}
.finding h3{font-size:1.06rem;overflow-wrap:anywhere}
.tags{display:flex;flex-wrap:wrap;gap:6px;margin-bottom:8px;padding:0;list-style:none;font-size:.8rem}
.tags li{border:1px solid var(--line);border-radius:99px;padding:1px 10px;color:var(--soft)}
.tags .mandatory{color:var(--bad);background:var(--bad-wash);border-color:transparent;font-weight:600}
.tags .advisory,.tags .remediate{color:var(--warn);background:var(--warn-wash);border-color:transparent;font-weight:600}
.note{background:var(--warn-wash);border-radius:10px;padding:12px 16px;margin-top:14px;font-size:.93rem}
ul.plain{padding-left:1.2em}
ul.plain li{margin-top:6px;overflow-wrap:anywhere}
details>summary{cursor:pointer;font-weight:600;padding:4px 0}
details[open]>summary{margin-bottom:12px}
.search{display:block;margin-bottom:12px}
.search input{display:block;width:100%;max-width:420px;margin-top:4px;padding:9px 12px;font:inherit;color:inherit;background:var(--ground);border:1px solid var(--soft);border-radius:8px}
#resource-table td{overflow-wrap:anywhere}
footer{margin-top:56px;padding-bottom:48px;color:var(--soft);font-size:.88rem}
.diagram{display:block;max-width:100%;min-width:720px;height:auto;font-family:inherit}
.diagram text{fill:var(--ink)}
.diagram .frame{fill:none;stroke:var(--accent);stroke-width:2}
.diagram .frame-title{font-size:16px;font-weight:650}
.diagram .panel{fill:var(--ground);stroke:var(--line)}
.diagram .panel-title{font-size:13px;font-weight:650}
.diagram .label{font-size:13px;font-weight:600}
.diagram .detail{font-size:11.5px;fill:var(--soft)}
.diagram .centred{text-anchor:middle}
.diagram .item rect{fill:var(--card);stroke:var(--line)}
.diagram .item .edge{stroke:none;fill:var(--soft)}
.diagram .item.open .edge{fill:var(--warn)}.diagram .item.gpu .edge{fill:var(--gpu)}.diagram .item.store .edge{fill:var(--store)}.diagram .item.key .edge{fill:var(--key)}.diagram .item.bad .edge{fill:var(--bad)}.diagram .item.bad .label{fill:var(--bad)}
.diagram .item.open rect:first-of-type{stroke:var(--warn)}.diagram .item.bad rect:first-of-type{stroke:var(--bad)}
.diagram .party rect{fill:var(--card);stroke:var(--soft);stroke-dasharray:5 4}
.diagram .arrow{stroke:var(--soft);stroke-width:1.6;fill:none}
.diagram .tip{fill:var(--soft)}
@media (max-width:640px){header{padding-top:24px}h1{font-size:1.6rem}.card{padding:16px}td.bar{display:none}th.bar{display:none}.legend{display:none}dl.facts{grid-template-columns:1fr;gap:0}dl.facts dd{margin-bottom:8px}}
@media print{:root{color-scheme:light;--ground:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--accent:#1d5fb8;--good:#157347;--good-wash:#fff;--bad:#b3261e;--bad-wash:#fff;--warn:#8a5a00;--warn-wash:#fff;--gpu:#6b3fc0;--store:#0b7285;--key:#8a5a00;--idle:#1d5fb8;--active:#9dbfe8}body{font-size:10.5pt}nav,.skip,.search{display:none}header,main,footer{max-width:none;padding:0}section{margin-top:24px}.card,.finding,tr,.diagram{break-inside:avoid}h2,h3,.lead{break-after:avoid}.diagram{min-width:0}.scroll{overflow:visible}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
`;
