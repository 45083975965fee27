// Debian's Chromium, driven without a window and without a word to anybody but the pages under test.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const program = '/usr/bin/chromium';

export async function open() {
  if (!existsSync(program)) throw new Error('Chromium is missing: install the package chromium');
  return chromium.launch({
    executablePath: program,
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
}
