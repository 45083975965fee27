using System.Security.Cryptography;
using System.Text;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Platform.Telemetry.Dashboard;

/// <summary>The dashboard's page: a style, a script, and nothing from elsewhere.</summary>
internal static class DashboardPage
{
    private const string Style =
        "body{font:14px/1.45 system-ui,sans-serif;margin:0;background:#f4f4f5;color:#18181b}main{max-width:76rem;margin:1.5rem auto;padding:0 1rem}h1{font-size:1.4rem;margin:0 0 .2rem}"
        + "h2{font-size:.95rem;margin:0}p{margin:.2rem 0}#plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(22rem,1fr));gap:.8rem;margin-top:1rem}"
        + "section{background:#fff;border:1px solid #e4e4e7;border-radius:.5rem;padding:.7rem .9rem}section.bad{border-color:#b91c1c;box-shadow:inset .3rem 0 #b91c1c}"
        + "section.good{box-shadow:inset .3rem 0 #146c2e}.now{font-size:1.5rem;font-variant-numeric:tabular-nums}.goal{font-size:.8rem;color:#52525b}svg{display:block;width:100%;height:6rem}"
        + "polyline{fill:none;stroke:#146c2e;stroke-width:2}line{stroke:#b91c1c;stroke-dasharray:4 4}text{font:10px system-ui,sans-serif;fill:#52525b}"
        + "input{font:inherit;padding:.3rem;width:24rem;max-width:100%}button{font:inherit;padding:.3rem .8rem}#state{color:#52525b}"
        + "table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;margin-top:1rem;background:#fff}th,td{padding:.25rem .6rem;text-align:left;border-bottom:1px solid #e4e4e7}td.n,th.n{text-align:right}";

    // Numbers are sums since the process began: what is shown is what came between two readings.
    private const string Script = """
        'use strict';
        const every = 2000, kept = 150, box = [300, 90];
        const tagged = (series, tags) => Object.entries(tags).every(([name, test]) => test(series.tags[name] ?? ''));
        const family = (data, name) => data.families.find(one => one.name === name)?.series ?? [];
        const sum = (data, name, tags = {}) => family(data, name).filter(one => tagged(one, tags)).reduce((all, one) => all + one.value, 0);
        const counts = (data, name, tags = {}) => family(data, name).filter(one => tagged(one, tags)).reduce((all, one) => all + one.count, 0);
        const is = value => tag => tag === value;
        const buckets = (data, name, tags) => {
          const bounds = new Map();
          for (const one of family(data, name)) if (tagged(one, tags)) for (const bucket of one.buckets) bounds.set(bucket.bound ?? Infinity, (bounds.get(bucket.bound ?? Infinity) ?? 0) + bucket.count);
          return [...bounds].sort((x, y) => x[0] - y[0]);
        };
        const quantile = (now, before, name, tags, part) => {
          const old = new Map(buckets(before, name, tags)), steps = buckets(now, name, tags).map(([bound, count]) => [bound, count - (old.get(bound) ?? 0)]);
          const all = steps.at(-1)?.[1] ?? 0;
          if (all === 0) return null;
          let [from, below] = [0, 0];
          for (const [bound, count] of steps) {
            if (count >= all * part) return bound === Infinity ? from : from + (bound - from) * (all * part - below) / Math.max(1, count - below);
            [from, below] = [bound, count];
          }
          return from;
        };
        const rate = (now, before, name, tags) => (sum(now, name, tags) - sum(before, name, tags)) / ((Date.parse(now.at) - Date.parse(before.at)) / 1000);
        const share = (part, all) => all > 0 ? part / all : null;
        const grown = (now, before, name, tags) => sum(now, name, tags) - sum(before, name, tags);
        const requests = (now, before, tags) => counts(now, 'http_request_duration_seconds', tags) - counts(before, 'http_request_duration_seconds', tags);
        const stream = { route: route => route.endsWith('v1/tracks/{id}/stream') };
        const failed = { status_code: code => code.startsWith('5') };
        const seconds = value => value < 1 ? (value * 1000).toFixed(value < .01 ? 1 : 0) + ' ms' : value.toFixed(2) + ' s';
        const percent = value => (value * 100).toFixed(value > .99 && value < 1 || value < .01 && value > 0 ? 2 : 1) + ' %';
        const number = value => value >= 100 ? value.toFixed(0) : value.toFixed(1);
        // Goals are the budgets of the service: the line in a plot, and whether above it is bad.
        const plots = [
          { title: 'Requests a second', show: number, of: (now, before) => requests(now, before, {}) / ((Date.parse(now.at) - Date.parse(before.at)) / 1000) },
          { title: 'API errors', show: percent, goal: .001, of: (now, before) => share(requests(now, before, failed), requests(now, before, {})) },
          { title: 'API p99', show: seconds, goal: .05, of: (now, before) => quantile(now, before, 'http_request_duration_seconds', {}, .99) },
          { title: 'Authorising a stream, p99', show: seconds, goal: .03, of: (now, before) => quantile(now, before, 'http_request_duration_seconds', stream, .99) },
          { title: 'Streams given a second', show: number, of: (now, before) => rate(now, before, 'stream_counts_total', {}) },
          { title: 'Stream requests that succeed', show: percent, goal: .9999, above: true, of: (now, before) => { const all = requests(now, before, stream); return share(all - requests(now, before, { ...stream, ...failed }), all); } },
          { title: 'Playback success as clients report it', show: percent, goal: .999, above: true, of: (now, before) => { const starts = grown(now, before, 'playback_events_total', { event_type: is('start') }); return share(Math.max(0, starts - grown(now, before, 'playback_events_total', { event_type: is('error') })), starts); } },
          { title: 'First audio as clients report it, p50', show: seconds, goal: .15, of: (now, before) => quantile(now, before, 'playback_first_audio_seconds', {}, .5) },
          { title: 'First audio, p99', show: seconds, goal: .5, of: (now, before) => quantile(now, before, 'playback_first_audio_seconds', {}, .99) },
          { title: 'Rebuffering, of the time heard', show: percent, goal: .001, of: (now, before) => share(grown(now, before, 'playback_rebuffer_seconds_total', {}), grown(now, before, 'playback_heard_seconds_total', {})) },
          { title: 'Playback events a second', show: number, of: (now, before) => rate(now, before, 'playback_events_total', {}) },
          { title: 'Event lag, p99', show: seconds, goal: 300, of: (now, before) => quantile(now, before, 'event_consumer_lag_seconds', {}, .99) },
          { title: 'Cache hits', show: percent, goal: .9, above: true, of: (now, before) => { const hits = grown(now, before, 'cache_hits_total', {}); return share(hits, hits + grown(now, before, 'cache_misses_total', {})); } },
          { title: 'Lists of recommendations, p99', show: seconds, of: (now, before) => quantile(now, before, 'recommendation_generation_seconds', {}, .99) },
          { title: 'Events a second into the hubs', show: number, of: (now, before) => rate(now, before, 'events_published_total', {}) },
          { title: 'Stages of ingestion, p99', show: seconds, of: (now, before) => quantile(now, before, 'job_step_seconds', { job: is('ingestion') }, .99) },
          { title: 'Royalties: how far the step is', show: percent, of: now => sum(now, 'royalties_progress_ratio') || null },
          { title: 'Requests over their limit, a second', show: number, of: (now, before) => rate(now, before, 'requests_limited_total', {}) },
          { title: 'Dependencies that are left alone', show: number, goal: 0, of: now => family(now, 'dependency_circuit_state').filter(one => one.value > 0).length },
          { title: 'Memory', show: value => (value / 1048576).toFixed(0) + ' MB', of: now => sum(now, 'dotnet_process_memory_working_set') || null },
        ];
        const place = document.getElementById('plots'), state = document.getElementById('state'), table = document.getElementById('routes');
        const svg = (name, attributes, parent) => { const one = document.createElementNS('http://www.w3.org/2000/svg', name); for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value); parent?.append(one); return one; };
        for (const plot of plots) {
          const section = document.createElement('section');
          section.append(Object.assign(document.createElement('h2'), { textContent: plot.title }), plot.now = Object.assign(document.createElement('div'), { className: 'now', textContent: '-' }));
          section.append(Object.assign(document.createElement('div'), { className: 'goal', textContent: plot.goal === undefined ? '\u00a0' : (plot.above ? 'at least ' : 'at most ') + plot.show(plot.goal) }));
          plot.svg = svg('svg', { viewBox: `0 0 ${box[0]} ${box[1]}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': plot.title });
          section.append(plot.svg);
          [plot.section, plot.values] = [section, []];
          place.append(section);
        }
        const draw = plot => {
          const known = plot.values.filter(value => value !== null), last = known.at(-1);
          plot.now.textContent = last === undefined ? 'nothing yet' : plot.show(last);
          plot.section.className = plot.goal === undefined || last === undefined ? '' : (plot.above ? last >= plot.goal : last <= plot.goal) ? 'good' : 'bad';
          plot.svg.replaceChildren();
          if (known.length === 0) return;
          const goal = plot.above || known.some(value => value > plot.goal / 3) ? plot.goal : undefined;
          const low = plot.above ? Math.min(...known, goal ?? Infinity) : 0, high = Math.max(...known, goal ?? 0, low + 1e-9);
          const y = value => box[1] - 4 - (value - low) / (high - low || 1) * (box[1] - 18);
          if (goal !== undefined) svg('line', { x1: 0, x2: box[0], y1: y(goal), y2: y(goal) }, plot.svg);
          const points = plot.values.map((value, i) => value === null ? null : `${(box[0] * (i + kept - plot.values.length) / (kept - 1)).toFixed(1)},${y(value).toFixed(1)}`).filter(Boolean);
          svg('polyline', { points: points.length === 1 ? points[0] + ' ' + points[0] : points.join(' '), 'vector-effect': 'non-scaling-stroke' }, plot.svg);
          svg('text', { x: 2, y: 10 }, plot.svg).textContent = plot.show(high);
        };
        const list = now => {
          const routes = new Map();
          for (const one of family(now, 'http_request_duration_seconds')) {
            const row = routes.get(one.tags.method + ' ' + one.tags.route) ?? { all: 0, failed: 0, seconds: 0 };
            row.all += one.count; row.seconds += one.value; if (one.tags.status_code.startsWith('5')) row.failed += one.count;
            routes.set(one.tags.method + ' ' + one.tags.route, row);
          }
          table.replaceChildren(...[...routes].sort((x, y) => y[1].all - x[1].all).slice(0, 25).map(([name, row]) => {
            const line = document.createElement('tr');
            for (const [i, text] of [name, row.all, row.failed, seconds(row.seconds / row.all)].entries()) line.append(Object.assign(document.createElement('td'), { textContent: text, className: i ? 'n' : '' }));
            return line;
          }));
        };
        let before = null, token = sessionStorage.getItem('operator') ?? '', timer = 0;
        const read = async () => {
          try {
            const answer = await fetch('/v1/admin/dashboard/data', { headers: { authorization: 'Bearer ' + token } });
            if (!answer.ok) { state.textContent = (await answer.json()).error.message; return; }
            const now = await answer.json();
            if (before) for (const plot of plots) { plot.values.push(plot.of(now, before)); if (plot.values.length > kept) plot.values.shift(); draw(plot); }
            list(now);
            before = now;
            state.textContent = 'Read ' + new Date(now.at).toLocaleTimeString() + ', this instance alone, again every two seconds.';
          } catch { state.textContent = 'The service does not answer: trying again.'; }
          timer = setTimeout(read, every);
        };
        document.getElementById('open').addEventListener('submit', event => {
          event.preventDefault();
          token = document.getElementById('token').value.trim();
          sessionStorage.setItem('operator', token);
          clearTimeout(timer);
          read();
        });
        if (token) read();
        """;

    private const string Body = """
        <body><main><h1>How the service feels</h1><form id="open"><label>Token of an operator <input id="token" type="password" autocomplete="off" required></label> <button>Show</button></form>
        <p id="state">Give a token with the scope admin: it stays in this tab.</p><div id="plots"></div>
        <table><thead><tr><th>Route, since the start</th><th class="n">requests</th><th class="n">failed</th><th class="n">mean</th></tr></thead><tbody id="routes"></tbody></table></main>
        """;

    /// <summary>The page, with the policy that lets a browser run this script and talk to this service alone.</summary>
    public static readonly StoredAnswer Answer = new(
        Encoding.UTF8.GetBytes(
            $"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>Dashboard</title><style>{Style}</style></head>{Body}<script>{Script}</script></body></html>"),
        "text/html; charset=utf-8",
        $"default-src 'none'; style-src 'sha256-{HashOf(Style)}'; script-src 'sha256-{HashOf(Script)}'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");

    private static string HashOf(string text) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
