/** How the documentation looks, light or dark as the reader's system is; its fonts are the system's. */
export const DOCS_STYLE = `
:root{--bg:#fff;--fg:#1b1f24;--soft:#59636e;--line:#dfe3e8;--panel:#f6f8fa;--accent:#0b5fff;--get:#0969da;--post:#1a7f37;--patch:#9a6700;--delete:#cf222e;color-scheme:light dark}
@media(prefers-color-scheme:dark){:root{--bg:#0e1116;--fg:#e6e9ed;--soft:#98a2ae;--line:#2a313a;--panel:#161b22;--accent:#6ea8fe;--get:#6cb6ff;--post:#57c26d;--patch:#d9a93f;--delete:#ff7b72}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:1rem}
body{margin:0;display:grid;grid-template-columns:19rem minmax(0,1fr);background:var(--bg);color:var(--fg);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
nav{position:sticky;top:0;height:100vh;overflow:auto;padding:1.4rem 1rem 3rem;border-right:1px solid var(--line);background:var(--panel);font-size:13px}
nav a{display:flex;gap:.5rem;align-items:baseline;padding:.18rem .4rem;border-radius:6px;color:inherit;text-decoration:none;overflow-wrap:anywhere}
nav a:hover{background:color-mix(in srgb,var(--accent) 12%,transparent)}
nav h4{margin:1.3rem .4rem .3rem;color:var(--soft);font-size:11px;letter-spacing:.06em;text-transform:uppercase}
nav b{flex:none;width:3.1rem}
.brand{font-size:17px;font-weight:700}
.brand span{color:var(--soft);font-size:13px;font-weight:400}
main{max-width:62rem;padding:2.2rem 2.6rem 6rem}
h1{margin:0 0 .4rem;font-size:30px;letter-spacing:-.01em}
h2{margin:2.8rem 0 .8rem;font-size:20px}
h3{margin:0 0 .3rem;font-size:14px}
h5{margin:1.2rem 0 .4rem;font-size:13px}
h5 i{color:var(--soft);font-weight:400}
p{margin:.4rem 0}
.lead{max-width:44rem;color:var(--soft);font-size:16px}
.cards{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:.9rem;margin-top:1.4rem}
.card{padding:1rem 1.1rem;border:1px solid var(--line);border-radius:10px;background:var(--panel);font-size:14px}
.card:last-child{grid-column:1/-1}
code,pre,.type{font:12.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
pre{margin:.4rem 0 0;overflow:auto}
details{margin:.5rem 0;border:1px solid var(--line);border-radius:10px;overflow:hidden}
details[open]{border-color:color-mix(in srgb,var(--accent) 45%,var(--line))}
summary{display:grid;grid-template-columns:3.6rem minmax(17.5rem,auto) minmax(0,1fr) auto;gap:.8rem;align-items:baseline;padding:.6rem .9rem;cursor:pointer;list-style:none}
summary::-webkit-details-marker{display:none}
summary:hover,details[open]>summary{background:var(--panel)}
summary code{font-size:13.5px;font-weight:600}
summary span{color:var(--soft)}
b.get,b.post,b.patch,b.delete{font:700 11px/1.6 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;text-transform:uppercase}
.get{color:var(--get)}.post{color:var(--post)}.patch{color:var(--patch)}.delete{color:var(--delete)}
em{padding:0 .5rem;border:1px solid var(--line);border-radius:99px;color:var(--soft);font-size:11px;font-style:normal}
em.open{color:var(--post);border-color:currentColor}em.agent{color:var(--patch);border-color:currentColor}
.operation{scroll-margin-top:4rem;padding:.3rem 1.1rem 1.2rem;border-top:1px solid var(--line)}
table{width:100%;margin:.3rem 0;border-collapse:collapse;font-size:13.5px}
td{padding:.32rem .7rem .32rem 0;border-top:1px solid var(--line);vertical-align:top}
td:first-child{width:1%;white-space:nowrap}
td table{margin-left:.2rem}
sup{color:var(--delete);line-height:0}
.type{color:var(--accent)}
.said{color:var(--soft)}
small{color:var(--soft)}
.status{padding:.05rem .45rem;border-radius:6px;background:var(--panel);border:1px solid var(--line)}
.status.good{color:var(--post)}.status.bad{color:var(--delete)}
@media(max-width:56rem){.cards{grid-template-columns:1fr}body{display:block}nav{position:static;height:auto;border-right:0;border-bottom:1px solid var(--line)}main{padding:1.4rem 1rem 4rem}summary{grid-template-columns:3.4rem minmax(0,1fr) auto}summary span{grid-column:1/-1}}
`;
