/** The look of the page. Colors meet WCAG 2.2 AA in both schemes; no state is told by color alone. Prints on US Letter. */
export const style = `
:root{color-scheme:light dark;--ink:#1b2430;--soft:#4d5b6b;--line:#d3dae2;--paper:#fff;--wash:#f4f6f9;--link:#0b57a4;
--pass:#1c6b3c;--pass-wash:#e3f3e9;--gap:#a3241d;--gap-wash:#fbe8e6;--unknown:#6a4b00;--unknown-wash:#fdf1d3;--na:#4d5b6b;--na-wash:#e9edf1;--accepted:#4a3d9e;--accepted-wash:#ebe8fa;--measured:#00636b;--listed:#7d4200;--stated:#8c1a68;--mixed:#3a4a9c}
@media (prefers-color-scheme:dark){:root{--ink:#e6ebf1;--soft:#aab6c3;--line:#364352;--paper:#141a21;--wash:#1c242d;--link:#86bdf5;
--pass:#86d6a4;--pass-wash:#15351f;--gap:#ff9f97;--gap-wash:#45191a;--unknown:#f0c862;--unknown-wash:#3a2d0b;--na:#aab6c3;--na-wash:#28323d;--accepted:#b9aefc;--accepted-wash:#2b2557;--measured:#6fd6dc;--listed:#f0ae72;--stated:#f2a0d6;--mixed:#adb9ff}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 "Public Sans",system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:break-word}
a{color:var(--link)}
.skip{position:absolute;left:-999px}
.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem 1rem;z-index:2}
header.top,main,footer{max-width:62rem;margin:0 auto;padding:0 1.25rem}
header.top{padding-top:2.25rem}
h1{font-size:2rem;line-height:1.2;margin:.2rem 0 .4rem;letter-spacing:-.01em}
h2{font-size:1.4rem;line-height:1.3;margin:3rem 0 .5rem;padding-top:.75rem;border-top:2px solid var(--ink)}
h3,h4{font-size:1.08rem;line-height:1.35;margin:0 0 .35rem}
p{margin:.4rem 0 .8rem;max-width:46rem}
.kicker{color:var(--soft);font-weight:600;margin:0}
.disclaimer{color:var(--soft);font-size:.94rem}
.note{border-left:4px solid var(--unknown);background:var(--unknown-wash);padding:.6rem .9rem;margin:.8rem 0;max-width:46rem}
nav ul{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;padding:0;list-style:none;margin:1rem 0}
.numbers{display:grid;grid-template-columns:repeat(auto-fit,minmax(10.5rem,1fr));gap:.75rem;margin:1rem 0;padding:0;list-style:none}
.numbers li{border:1px solid var(--line);border-radius:.5rem;padding:.7rem .9rem;background:var(--wash)}
.numbers b{display:block;font-size:1.5rem;line-height:1.25}
.bar{display:block;width:100%;height:auto;margin:.75rem 0 .25rem}
.legend{display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;list-style:none;padding:0;margin:.2rem 0 1rem;color:var(--soft);font-size:.94rem}
.bar rect{fill:var(--tone)}
.bar,.swatch{--unknown:#a87300}
.state,.swatch,.bar,.board li,article{-webkit-print-color-adjust:exact;print-color-adjust:exact}
.swatch{background:var(--tone);display:inline-block;width:.8em;height:.8em;border-radius:.15em;margin-right:.4em;vertical-align:-.05em}
.board{display:grid;grid-template-columns:repeat(auto-fill,minmax(17.5rem,1fr));gap:.75rem;list-style:none;padding:0;margin:1rem 0}
.board li{border:1px solid var(--line);border-left:6px solid var(--tone);border-radius:.5rem;padding:.75rem .9rem;background:var(--wash);break-inside:avoid}
.board p{margin:.25rem 0;font-size:.94rem}
.board .number{color:var(--soft);font-size:.9rem}
.state{display:inline-block;font-weight:650;padding:.05rem .55rem;border-radius:1rem;background:var(--tone-wash);color:var(--tone);font-size:.92rem}
.chips{display:grid;grid-template-columns:repeat(auto-fill,minmax(16.5rem,1fr));gap:.2rem 1.25rem;list-style:none;padding:0;margin:.75rem 0 1.5rem}
.chips li{display:flex;justify-content:space-between;gap:.75rem;align-items:baseline;border-bottom:1px solid var(--line);padding:.3rem 0}
.chips .state{white-space:nowrap}
.pass,.in-place,.ok{--tone:var(--pass);--tone-wash:var(--pass-wash)}
.fail,.gaps,.failed,.critical,.high{--tone:var(--gap);--tone-wash:var(--gap-wash)}
.unknown,.not-known,.partial,.medium{--tone:var(--unknown);--tone-wash:var(--unknown-wash)}
.not-applicable,.skipped,.low{--tone:var(--na);--tone-wash:var(--na-wash)}
.accepted,.error{--tone:var(--accepted);--tone-wash:var(--accepted-wash)}
.basis{--mark:var(--measured);color:var(--mark);font-weight:600;font-size:.92rem}
.basis::before{content:"";display:inline-block;width:.72em;height:.72em;margin-right:.4em;vertical-align:-.03em;background:var(--mark);border:2px solid var(--mark);border-radius:50%;-webkit-print-color-adjust:exact;print-color-adjust:exact}
.basis.list{--mark:var(--listed)}.basis.list::before{border-radius:0;border-width:0 0 0 2px;background:repeating-linear-gradient(var(--mark) 0 2px,transparent 2px 4px)}
.basis.attested{--mark:var(--stated)}.basis.attested::before{border-radius:0;border:0;clip-path:polygon(50% 0,100% 100%,0 100%)}
.basis.mixed{--mark:var(--mixed)}.basis.mixed::before{background:linear-gradient(90deg,var(--mark) 50%,transparent 50%)}
.keys{display:grid;grid-template-columns:repeat(auto-fit,minmax(17rem,1fr));gap:.25rem 2rem;margin:.5rem 0}
.keys dl{margin:0;border:0;padding:0}.keys dl>div{margin:0 0 .5rem}.keys dd{margin:0;font-size:.94rem}
.yes{color:var(--pass);font-weight:650}.no{color:var(--gap);font-weight:650}
tbody th{font-weight:600}cite{font-style:normal}tbody th cite{font-weight:400}
.wide{overflow-x:auto;margin:.75rem 0}
.wide:focus-visible{outline:3px solid var(--link);outline-offset:2px}
table{border-collapse:collapse;width:100%;font-size:.94rem}
caption{text-align:left;color:var(--soft);padding:.2rem 0 .5rem}
th,td{text-align:left;vertical-align:top;padding:.45rem .6rem;border-bottom:1px solid var(--line)}
thead th{border-bottom:2px solid var(--line);color:var(--soft);font-weight:600}
td.word,th.word{white-space:nowrap}
td.any{overflow-wrap:anywhere;min-width:11rem}
td.question{min-width:12rem}
td.rules{min-width:9rem}
td.from{min-width:8.5rem;overflow-wrap:anywhere}
td.standing{min-width:9.5rem}
.whole{white-space:nowrap}
.reason{margin:.6rem 0 1rem}
.reason p{margin:.2rem 0}
.reason ul{margin:.2rem 0;padding-left:1.3rem}
.reason li,article dd,h1,.kicker,.board p,details p,pre{overflow-wrap:anywhere}
.paper{display:none}
article{border:1px solid var(--line);border-left:6px solid var(--tone);border-radius:.5rem;padding:1rem 1.1rem;margin:1rem 0;break-inside:avoid}
article dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:.5rem 0;font-size:.94rem}
dl+dl{border-top:1px solid var(--line);padding-top:.5rem}
article dt{color:var(--soft)}
article dd{margin:0}
pre,code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.88em}
pre{background:var(--wash);border:1px solid var(--line);border-radius:.4rem;padding:.6rem .8rem;white-space:pre-wrap;margin:.4rem 0}
details{margin:.6rem 0}
summary{cursor:pointer;color:var(--link);font-weight:600}
.soft{color:var(--soft)}
footer{padding-top:2rem;padding-bottom:3rem;color:var(--soft);font-size:.9rem}
@media (max-width:36rem){h1{font-size:1.6rem}article dl{grid-template-columns:1fr}article dt{margin-top:.35rem}
.stack thead{position:absolute;left:-999px}.stack tr{display:block;border-bottom:2px solid var(--line);padding:.35rem 0}.stack td,.stack th{display:block;border:0;padding:.12rem 0;overflow-wrap:anywhere}
.stack td[data-label]::before{content:attr(data-label) ": ";color:var(--soft)}}
@media print{@page{size:letter;margin:16mm}:root{color-scheme:light;--ink:#000;--paper:#fff;--wash:#f6f6f6;--soft:#333;--line:#bbb;--link:#000}html{font-size:10pt}h2{margin-top:1.6rem}tr,.reason p,.chips li{break-inside:avoid}article{break-inside:auto}h3,h4,caption,summary{break-after:avoid}nav,.skip{display:none}h2{break-after:avoid}details:not(.long)::details-content{content-visibility:visible;display:block}summary{list-style:none;color:var(--ink)}details.long{display:none}.paper{display:block}.wide{overflow:visible}}
`.trim();
