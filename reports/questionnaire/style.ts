import { style } from '../formats/html/style.ts';

/** The look of the form: that of the reports, and what fields need. Prints with room to write. */
export const formStyle = `${style}
form{margin:0}
fieldset{border:1px solid var(--line);border-left:6px solid var(--line);border-radius:.5rem;padding:.6rem 1rem 1rem;margin:1rem 0;break-inside:avoid;min-width:0}
fieldset.lacks{border-left-color:#a87300}
legend{float:left;width:100%;font-weight:650;padding:.2rem 0 .25rem;font-size:1.05rem;line-height:1.35}
legend+*{clear:both}
fieldset p{margin:.25rem 0;font-size:.94rem}
label{display:block;font-size:.94rem;margin:.35rem 0}
label.pick{display:flex;gap:.5rem;align-items:baseline}
input:not([type=radio]):not([type=checkbox]),textarea{display:block;width:100%;max-width:34rem;font:inherit;color:inherit;background:var(--paper);border:1px solid var(--soft);border-radius:.3rem;padding:.35rem .5rem;margin-top:.15rem}
fieldset input[type=date][type],fieldset input[type=number][type]{max-width:12rem}
input:focus-visible,textarea:focus-visible,button:focus-visible{outline:3px solid var(--link);outline-offset:1px}
.foot label{margin:0}
.beside{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:0 1rem;border-top:1px solid var(--line);margin-top:.6rem;padding-top:.3rem}
.foot{position:sticky;bottom:0;background:var(--paper);border-top:2px solid var(--ink);padding:.45rem 0;margin-top:2rem;z-index:1;display:flex;flex-wrap:wrap;gap:.2rem 1rem;align-items:center}
.foot p{margin:0}
#status{flex-basis:100%;font-size:.94rem}
#status:empty{display:none}
button{font:inherit;font-weight:650;padding:.35rem 1rem;border-radius:.4rem;border:1px solid var(--link);background:var(--link);color:var(--paper);cursor:pointer}
progress{flex:1 1 6rem;max-width:24rem;height:.8rem;accent-color:var(--link)}
.id{color:var(--soft);font-size:.86rem}
@media print{.foot,.screen{display:none}input:not([type=radio]):not([type=checkbox]),textarea{border:0;border-bottom:1px solid #000;border-radius:0;min-height:1.6rem}}
`;
