// Plays a track with hls.js in a real browser, from a page of another origin, and forces changes of rung while it plays.
// usage: hls.mjs {address of the master playlist} {rungs, as places in hls.js's own order, which is by bit rate} {seconds of the track} {seconds of a segment}
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { open } from './browser.mjs';

const [url, places, seconds, segment] = process.argv.slice(2);
const rungs = places.split(',').map(Number);
const until = (rungs.length - 1) * Number(segment) + 1;
const check = (name, ok, why) => console.log(JSON.stringify({ check: name, ok, why: ok ? undefined : [JSON.stringify(why)] }));

const library = readFileSync(createRequire(import.meta.url).resolve('hls.js/dist/hls.min.js'));
const server = createServer((request, response) => request.url === '/hls.js'
  ? response.setHeader('content-type', 'text/javascript').end(library)
  : response.setHeader('content-type', 'text/html').end('<!DOCTYPE html><title>player</title><audio></audio><script src="/hls.js"></script>'));
await new Promise(resolve => server.listen(0, 'localhost', resolve));

const browser = await open();
try {
  const page = await browser.newPage();
  await page.goto(`http://localhost:${server.address().port}/`);
  const told = await page.evaluate(play, { url, rungs, until, segment: Number(segment) });
  check('the browser can play it', told.supported, told);
  check('every rung of the plan is there', told.levels.length === 5, told.levels);
  check('no error, fatal or not', told.errors.length === 0, told.errors);
  check('the rungs are changed as asked', told.switched.join() === rungs.join(), told);
  check('each is heard from the beginning of a segment', JSON.stringify(told.played) === JSON.stringify(rungs.map((rung, number) => [number, rung])), told);
  check('it plays past the last change', told.stopped > until, told);
  check('there never is more than one range in the buffer', told.mostRanges === 1 && told.ranges.length === 1, told);
  check('what is heard is always inside it', told.outside === 0, told);
  check('it reaches past the last change', told.ranges[0]?.[1] > until, told.ranges);
  check('the track is as long as it is', Math.abs(told.duration - Number(seconds)) < 0.001, told.duration);
} finally {
  await browser.close();
  server.close();
}

// Runs in the page.
async function play({ url, rungs, until, segment }) {
  const audio = document.querySelector('audio');
  // Little is fetched ahead, so that there is something left to change.
  const hls = new Hls({ maxBufferLength: segment + 1, maxMaxBufferLength: segment + 1, startLevel: rungs[0] });
  const told = { supported: Hls.isSupported(), levels: [], switched: [], played: [], errors: [], mostRanges: 0, outside: 0, ranges: [] };
  hls.on(Hls.Events.MANIFEST_PARSED, (_, data) => {
    told.levels = data.levels.map(level => [level.bitrate, level.audioCodec]);
    audio.play();
  });
  hls.on(Hls.Events.LEVEL_SWITCHED, (_, data) => told.switched.push(data.level));
  hls.on(Hls.Events.FRAG_CHANGED, (_, data) => told.played.push([data.frag.sn, data.frag.level]));
  hls.on(Hls.Events.ERROR, (_, data) => told.errors.push([data.fatal, data.details, String(data.error ?? data.reason ?? '')]));
  hls.loadSource(url);
  hls.attachMedia(audio);

  const deadline = performance.now() + 60_000;
  const next = rungs.slice(1);
  // A change is asked for inside a segment and is heard from the beginning of the next.
  let changeAt = 0.5;
  while (audio.currentTime < until && !audio.ended && performance.now() < deadline && !told.errors.some(([fatal]) => fatal)) {
    await new Promise(resolve => setTimeout(resolve, 25));
    told.mostRanges = Math.max(told.mostRanges, audio.buffered.length);
    if (audio.currentTime > 0 && !(audio.buffered.length > 0 && audio.buffered.start(0) <= audio.currentTime && audio.currentTime <= audio.buffered.end(0))) told.outside++;
    if (next.length > 0 && audio.currentTime > changeAt) {
      hls.nextLevel = next.shift();
      changeAt += segment;
    }
  }

  told.stopped = audio.currentTime;
  told.duration = audio.duration;
  for (let i = 0; i < audio.buffered.length; i++) told.ranges.push([audio.buffered.start(i), audio.buffered.end(i)]);
  hls.destroy();
  return told;
}
