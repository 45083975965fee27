// A person signs up, allows an app, and the app gets its tokens; all pages in a real browser. The app is a server on loopback, as desktop programs do it.
// usage: sign-in.mjs {base address} {client id} {port of the app}
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { open } from './browser.mjs';

const [base, client, port] = process.argv.slice(2);
const redirect = `http://127.0.0.1:${port}/callback`;
const steps = [];
const check = (name, ok, why) => { steps.push({ check: name, ok, why: ok ? undefined : [String(why)] }); if (!ok) throw new Error(`${name}: ${why}`); };

const called = [];
const app = createServer((request, response) => { if (request.url.startsWith('/callback')) called.push(new URL(request.url, redirect)); response.setHeader('content-type', 'text/html').end('<h1>The app</h1>'); });
await new Promise(resolve => app.listen(Number(port), '127.0.0.1', resolve));
const browser = await open();
try {
  const page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  const complaints = [];
  page.on('console', message => { if (message.type() === 'error') complaints.push(message.text()); });

  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(8).toString('hex');
  const ask = new URLSearchParams({
    client_id: client, response_type: 'code', redirect_uri: redirect, state, scope: 'user-read-email user-read-private',
    code_challenge_method: 'S256', code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  });
  await page.goto(`${base}/authorize?${ask}`);
  check('an app that sends somebody who is not signed in gets the sign-in page', await page.title() === 'Sign in', await page.title());

  await page.getByRole('link', { name: 'Sign up' }).click();
  const email = `${randomBytes(6).toString('hex')}@example.com`;
  const password = randomBytes(12).toString('hex');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel(/^Password/).fill(password);
  await page.getByLabel('Name that others see').fill('<b>Ada</b>');
  await page.getByLabel('Country').selectOption('SE');
  await page.getByLabel('Date of birth').fill('1990-12-10');
  await page.getByLabel(/terms/).check();
  await page.getByRole('button', { name: 'Sign up' }).click();
  check('signing up leads back to what the app wanted', /^Allow /.test(await page.title()), await page.title());
  const text = await page.locator('main').innerText();
  check('a name is shown as it was written, never as markup', text.includes('<b>Ada</b>'), text);

  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.waitForURL(`${redirect}*`);
  check('who cancels is sent back with access_denied', called.at(-1).searchParams.get('error') === 'access_denied' && called.at(-1).searchParams.get('state') === state, called.at(-1));

  await page.goto(`${base}/authorize?${ask}`);
  await page.getByRole('button', { name: 'Allow' }).click();
  await page.waitForURL(`${redirect}*`);
  const code = called.at(-1).searchParams.get('code');
  check('who allows is sent back with a code and the state', code && called.at(-1).searchParams.get('state') === state, called.at(-1));

  const tokens = await (await fetch(`${base}/api/token`, {
    method: 'POST', body: new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: redirect, client_id: client, code_verifier: verifier }),
  })).json();
  const me = await (await fetch(`${base}/v1/me`, { headers: { authorization: `Bearer ${tokens.access_token}` } })).json();
  check('the app\'s token reads the profile that was just made', me.email === email && me.country === 'SE', JSON.stringify(me));

  await page.goto(`${base}/signout`);
  await page.getByRole('button', { name: /Sign out/ }).click();
  await page.goto(`${base}/signin`);
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  check('a wrong password is refused on the page', await page.getByRole('alert').isVisible(), await page.title());
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  check('the right one signs in', !(await page.getByRole('alert').isVisible()) , await page.title());
  check('no page broke a rule of its own content security policy', !complaints.some(text => text.includes('Content Security Policy')), complaints.join('; '));
} catch (problem) {
  if (steps.every(step => step.ok)) steps.push({ check: 'the browser went through', ok: false, why: [String(problem)] });
} finally {
  await browser.close();
  app.close();
}
for (const step of steps) console.log(JSON.stringify(step));
process.exit(steps.every(step => step.ok) ? 0 : 1);
