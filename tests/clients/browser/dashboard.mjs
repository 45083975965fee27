// An operator opens the dashboard, gives a token, and sees plots move while listeners play.
// usage: dashboard.mjs {base address} {operator's token} {listener's token} {a path that listeners ask for} [picture]
import { open } from './browser.mjs';

const [base, operator, listener, path, picture] = process.argv.slice(2);
const steps = [];
const check = (name, ok, why) => { steps.push({ check: name, ok, why: ok ? undefined : [String(why)] }); };
const browser = await open();
try {
  const page = await (await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 1100 } })).newPage();
  const complaints = [];
  page.on('console', message => { if (message.type() === 'error') complaints.push(message.text()); });
  page.on('pageerror', error => complaints.push(error.message));
  const play = async times => { for (let i = 0; i < times; i++) await fetch(base + path, { headers: { authorization: 'Bearer ' + listener } }); };

  await page.goto(base + '/v1/admin/dashboard');
  check('the page shows nothing to who gives no token', (await page.locator('#routes tr').count()) === 0, 'there are rows');
  await page.getByLabel('Token of an operator').fill(listener);
  await page.getByRole('button', { name: 'Show' }).click();
  await page.waitForFunction(() => /scope/i.test(document.getElementById('state').textContent));
  check('a listener is told that the scope is missing', true);
  await page.getByLabel('Token of an operator').fill(operator);
  await page.getByRole('button', { name: 'Show' }).click();
  await page.waitForFunction(() => document.querySelectorAll('#routes tr').length > 0);
  await play(40);
  const rate = page.locator('section', { hasText: 'Requests a second' }).locator('.now');
  await page.waitForFunction(() => [...document.querySelectorAll('section')].find(one => one.querySelector('h2').textContent === 'Stream requests that succeed').querySelector('.now').textContent.includes('%'), null, { timeout: 15_000 });
  const success = page.locator('section', { hasText: 'Stream requests that succeed' });
  check('streams that were given are a success', (await success.locator('.now').textContent()) === '100.0 %', await success.locator('.now').textContent());
  check('what keeps to its goal looks so', (await success.getAttribute('class')) === 'good', await success.getAttribute('class'));
  await play(20);
  await page.waitForFunction(() => document.querySelectorAll('polyline').length >= 4 && /^[0-9.]+$/.test([...document.querySelectorAll('section')][0].querySelector('.now').textContent));
  check('the rate is a number', /^[0-9.]+$/.test(await rate.textContent()), await rate.textContent());
  check('plots have lines', (await page.locator('polyline').count()) >= 4, await page.locator('polyline').count());
  check('the routes are listed', (await page.locator('#routes').textContent()).includes('v1/admin/dashboard/data'), await page.locator('#routes').textContent());
  if (picture) await page.screenshot({ path: picture, fullPage: true });
  check('the browser has nothing to complain of but the refusal', complaints.filter(text => !text.includes('403')).length === 0, complaints.join('; '));
} catch (problem) {
  if (steps.every(step => step.ok)) steps.push({ check: 'the browser went through', ok: false, why: [String(problem)] });
} finally {
  await browser.close();
}
for (const step of steps) console.log(JSON.stringify(step));
process.exit(steps.every(step => step.ok) ? 0 : 1);
