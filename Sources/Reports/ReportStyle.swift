/// How the page of a report looks, in a light and in a dark scheme, on a screen of any width.
///
/// Seven colours that are told apart by most who are colour-blind, too (after Okabe and Ito 2008), lightened where it is dark;
/// the published figures have one of their own.
let reportStyle: StaticString = """
  :root {
    color-scheme: light dark;
    --paper: #ffffff; --ink: #1b1f24; --faint: #59636e; --line: #d5dae0; --soft: #f4f6f8;
    --published: #b34700;
    --c0: #0063a6; --c1: #00795a; --c2: #a8407f; --c3: #7a6400; --c4: #4a52c4; --c5: #5c6670; --c6: #a32020;
  }
  @media (prefers-color-scheme: dark) {
    :root {
      --paper: #14171b; --ink: #e3e7eb; --faint: #9ba5b0; --line: #353c44; --soft: #1d2228;
      --published: #ff9d57;
      --c0: #63b8f2; --c1: #45cfa4; --c2: #ee92c8; --c3: #e0c552; --c4: #a3aaff; --c5: #a9b4bf; --c6: #ff8a80;
    }
  }
  .s0 { --c: var(--c0); } .s1 { --c: var(--c1); } .s2 { --c: var(--c2); }
  .s3 { --c: var(--c3); } .s4 { --c: var(--c4); } .s5 { --c: var(--c5); } .s6 { --c: var(--c6); }
  .published { --c: var(--published); }
  * { box-sizing: border-box; }
  body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
  main { max-width: 68rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; overflow-wrap: break-word; }
  h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .75rem; }
  h2 { font-size: 1.35rem; line-height: 1.25; margin: 0 0 .5rem; }
  h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
  p { max-width: 44rem; margin: .5rem 0; }
  a { color: var(--c0); }
  small { color: var(--faint); font-size: .85em; }
  nav ol { padding-left: 1.25rem; margin: 1rem 0; }
  section, footer { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: 1.5rem; }
  footer h2 { margin-top: 1.5rem; font-size: 1.1rem; }
  .claims { list-style: none; display: flex; flex-wrap: wrap; gap: .5rem; padding: 0; margin: .75rem 0; }
  .claims li { border-left: 3px solid var(--published); background: var(--soft); padding: .35rem .75rem; }
  .claims small { display: block; }
  .figures { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem 2rem; align-items: start; }
  figure { margin: 1rem 0; min-width: 0; }
  figcaption { font-weight: 600; margin-bottom: .5rem; }
  .recall { margin: .5rem 0 .75rem; }
  .label { display: flex; flex-wrap: wrap; gap: 0 1rem; justify-content: space-between; font-size: .9rem; }
  .label span:first-child { color: var(--c); font-weight: 600; }
  .value { font-variant-numeric: tabular-nums; white-space: nowrap; }
  .track {
    position: relative; height: 16px;
    background: linear-gradient(to right, var(--line) 1px, transparent 1px) 0 / 25% 100%;
    border-right: 1px solid var(--line);
  }
  .track i { position: absolute; }
  .track .interval { top: 6px; height: 4px; border-radius: 2px; background: var(--c); opacity: .5; }
  .track .dot::before {
    content: ""; position: absolute; left: -5px; top: 3px; width: 10px; height: 10px;
    border-radius: 50%; background: var(--c);
  }
  .published .dot::before { border-radius: 0; transform: rotate(45deg); }
  .track .reference::before {
    content: ""; position: absolute; left: -1px; top: -4px; height: 24px; border-left: 2px dotted var(--published);
  }
  .scale { position: relative; height: 1.2rem; font-size: .75rem; color: var(--faint); }
  .scale span { position: absolute; transform: translateX(-50%); }
  .scale span:first-child { transform: none; }
  .scale span:last-child { transform: translateX(-100%); }
  .roc { width: 100%; max-width: 26rem; height: auto; display: block; }
  .roc text { fill: var(--faint); font-size: 11px; }
  .roc .grid { stroke: var(--line); stroke-width: 1; }
  .roc .chance { stroke: var(--faint); stroke-width: 1; stroke-dasharray: 2 4; }
  .roc polyline { fill: none; stroke: var(--c); stroke-width: 2; }
  .roc .s1 polyline, .roc .s4 polyline { stroke-dasharray: 7 3; }
  .roc .s2 polyline, .roc .s5 polyline { stroke-dasharray: 2 2; }
  .roc circle { fill: var(--c); stroke: var(--paper); stroke-width: 1.5; }
  .roc .published line { stroke: var(--c); stroke-width: 3; }
  .scroll { overflow-x: auto; margin: 1rem 0; }
  table { border-collapse: collapse; font-size: .88rem; font-variant-numeric: tabular-nums; width: 100%; }
  th, td { text-align: left; padding: .3rem .6rem .3rem 0; vertical-align: top; }
  thead th { color: var(--faint); font-weight: 600; border-bottom: 1px solid var(--line); }
  .groups th { border: 0; padding-bottom: 0; font-weight: 400; }
  tbody th { font-weight: 600; min-width: 11rem; }
  tbody th small { display: block; font-weight: 400; }
  tbody tr:not(.test) > * { border-top: 1px solid var(--line); }
  tr.published { color: var(--published); }
  tr.test { color: var(--faint); }
  td, thead th { white-space: nowrap; }
  .notes, .provenance { font-size: .85rem; color: var(--faint); padding-left: 1.1rem; }
  .reasons { padding-left: 1.1rem; max-width: 48rem; }
  .reasons li { margin: .3rem 0; }
  .differences { margin: .25rem 0; max-width: 48rem; font-size: .92rem; }
  .differences dt { font-weight: 600; margin-top: .6rem; }
  .differences dd { margin: 0 0 0 1.1rem; font-variant-numeric: tabular-nums; }
  @media (max-width: 48rem) {
    .figures { grid-template-columns: 1fr; }
    h1 { font-size: 1.5rem; }
    table, tbody, tr, th, td { display: block; }
    thead { display: none; }
    tbody tr { display: grid; grid-template-columns: 1fr 1fr; padding: .4rem 0; }
    tbody tr:not(.test) { border-top: 1px solid var(--line); }
    tbody tr:not(.test) > * { border-top: 0; }
    tbody th { grid-column: 1 / -1; padding: 0; }
    td { padding: .1rem .5rem .1rem 0; }
    td::before { content: attr(data-title); display: block; color: var(--faint); font-size: .75rem; }
  }

  """
