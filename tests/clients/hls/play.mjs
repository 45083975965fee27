// Plays a track with hls.js in Chromium, from a page of another origin, and forces changes of rung while it plays. The first argument describes it: {"url","chromium","rungs","until"},
// rungs in hls.js's own order, by bit rate. One line of JSON says what happened. See HlsPlaybackTests.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const given = JSON.parse(readFileSync(process.argv[2], "utf8"));
const library = readFileSync(createRequire(import.meta.url).resolve("hls.js/dist/hls.min.js"));
const server = createServer((request, response) => {
  if (request.url === "/hls.js") return response.writeHead(200, { "Content-Type": "text/javascript" }).end(library);
  response.writeHead(200, { "Content-Type": "text/html" }).end('<!DOCTYPE html><title>player</title><audio></audio><script src="/hls.js"></script>');
});
await new Promise(listening => server.listen(0, "127.0.0.1", listening));

const browser = await chromium.launch({ executablePath: given.chromium, args: ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"] });
try {
  const page = await browser.newPage();
  await page.goto(`http://localhost:${server.address().port}/`);
  const told = await page.evaluate(play, given);
  console.log(JSON.stringify(told));
} finally {
  await browser.close();
  server.close();
}

// Runs in the page.
async function play({ url, rungs, until }) {
  const audio = document.querySelector("audio");
  // Little is fetched ahead, so that there is something left to change.
  const hls = new Hls({ maxBufferLength: 5, maxMaxBufferLength: 5, startLevel: rungs[0] });
  const told = { supported: Hls.isSupported(), levels: [], switched: [], played: [], errors: [], mostRanges: 0, waited: 0, stopped: 0, ranges: [] };
  hls.on(Hls.Events.MANIFEST_PARSED, (_, data) => {
    told.levels = data.levels.map(level => ({ bitrate: level.bitrate, codec: level.audioCodec }));
    hls.startLevel = rungs[0];
    audio.play();
  });
  hls.on(Hls.Events.LEVEL_SWITCHED, (_, data) => told.switched.push(data.level));
  hls.on(Hls.Events.FRAG_CHANGED, (_, data) => told.played.push([data.frag.sn, data.frag.level]));
  hls.on(Hls.Events.ERROR, (_, data) => told.errors.push({ fatal: data.fatal, details: data.details, message: String(data.error ?? data.reason ?? "") }));
  audio.addEventListener("waiting", () => told.waited++);
  hls.loadSource(url);
  hls.attachMedia(audio);

  const deadline = performance.now() + 60000;
  const next = rungs.slice(1);
  // A change is asked for inside a segment and is heard from the next one's beginning.
  let changeAt = 0.5;
  while (audio.currentTime < until && !audio.ended && performance.now() < deadline && !told.errors.some(error => error.fatal)) {
    await new Promise(resolve => setTimeout(resolve, 25));
    told.mostRanges = Math.max(told.mostRanges, audio.buffered.length);
    if (next.length > 0 && audio.currentTime > changeAt) {
      hls.nextLevel = next.shift();
      changeAt = audio.currentTime + 4;
    }
  }
  told.stopped = audio.currentTime;
  told.duration = audio.duration;
  for (let i = 0; i < audio.buffered.length; i++) told.ranges.push([audio.buffered.start(i), audio.buffered.end(i)]);
  hls.destroy();
  return told;
}
