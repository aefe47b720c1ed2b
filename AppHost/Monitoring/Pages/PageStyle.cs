namespace Platform.AppHost.Monitoring.Pages;

/// <summary>How the page looks, on light and dark screens.</summary>
internal static class PageStyle
{
    public const string Css = """
        :root{color-scheme:light dark;--ground:#f4f5f7;--panel:#fff;--text:#24292f;--soft:#6b7280;--line:#e3e5e9;--red:#d43a3a;--yellow:#c98a00;--green:#2f8f46;
        --c0:#2f8f46;--c1:#3574d4;--c2:#d08500;--c3:#b03fb0;--c4:#c8453b;--c5:#1795a5;--c6:#7a62d6;--c7:#7d7d3a}
        @media(prefers-color-scheme:dark){:root{--ground:#111418;--panel:#1a1e24;--text:#d8dbe0;--soft:#939aa5;--line:#2c323b;--red:#f2635f;--yellow:#e8b02e;--green:#5bbf72;
        --c0:#63c37a;--c1:#6ba1f2;--c2:#f0aa3c;--c3:#d77fd7;--c4:#f0776d;--c5:#4cc3d1;--c6:#a994f5;--c7:#bcbc6a}}
        body{margin:0;background:var(--ground);color:var(--text);font:14px/1.4 system-ui,sans-serif}
        nav{position:sticky;top:0;display:flex;flex-wrap:wrap;gap:4px 16px;padding:8px 16px;background:var(--panel);border-bottom:1px solid var(--line)}
        nav a{color:var(--c1);text-decoration:none}nav span{margin-left:auto;color:var(--soft)}
        section{padding:0 16px 16px;scroll-margin-top:48px}h2{margin:20px 0 0}section>p{margin:0 0 8px;color:var(--soft)}h4{margin:8px 0}
        .grid{display:grid;grid-template-columns:repeat(24,1fr);grid-auto-rows:34px;gap:0 8px}
        article{margin-bottom:8px;padding:6px 10px;background:var(--panel);border:1px solid var(--line);border-radius:4px;overflow:hidden;display:flex;flex-direction:column}
        h3{margin:0 0 4px;font-size:13px;font-weight:600}svg{width:100%;flex:none}svg text{font-size:11px;fill:var(--soft)}
        .grid line.grid,line.grid{stroke:var(--line)}.curve{fill:none;stroke-width:1.6;stroke-linejoin:round}.area{opacity:.3}
        .limit{stroke-dasharray:6 4}line.red{stroke:var(--red)}line.yellow{stroke:var(--yellow)}line.green{stroke:var(--green)}
        ul{margin:2px 0 0;padding:0;list-style:none;display:flex;flex-wrap:wrap;gap:0 12px;font-size:12px;overflow:auto;min-height:0}
        li{white-space:nowrap;overflow:hidden;text-overflow:ellipsis;max-width:100%}li i{display:inline-block;width:10px;height:3px;margin-right:5px;vertical-align:middle}
        .stats{display:flex;gap:12px;flex:1;align-items:center;justify-content:space-around;flex-wrap:wrap;overflow:hidden}.stat b{font-size:24px;font-weight:600}.stat small{display:block;color:var(--soft)}
        .stat.red b{color:var(--red)}.stat.yellow b{color:var(--yellow)}.stat.green b{color:var(--green)}
        .bar{display:flex;align-items:center;gap:8px;font-size:12px;margin:2px 0}.bar span{width:25%;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}.bar i{height:12px;background:var(--c1);border-radius:2px}
        .bar i.red{background:var(--red)}.bar i.yellow{background:var(--yellow)}.bar i.green{background:var(--green)}
        .scroll{overflow:auto;min-height:0}table{border-collapse:collapse;font-size:12px;width:100%}th{text-align:left;color:var(--soft);font-weight:500}td,th{padding:2px 8px 2px 0;border-bottom:1px solid var(--line)}
        .none{color:var(--soft);margin:auto}
        @media(max-width:900px){.grid{display:block}article{min-height:120px}}
        """;
}
