// One JSON line for each check: {"check","ok","why"}.
let failed = 0;

export function report(check, faults) {
  const why = faults.filter(Boolean);
  failed += why.length > 0 ? 1 : 0;
  process.stdout.write(JSON.stringify({ check, ok: why.length === 0, why: why.slice(0, 12) }) + "\n");
}

export function skip(check, why) {
  process.stdout.write(JSON.stringify({ check, ok: true, skipped: why }) + "\n");
}

// Runs one check; what it throws is its fault.
export async function check(name, run) {
  try {
    report(name, (await run()) ?? []);
  } catch (problem) {
    report(name, [`it threw ${problem?.name}: ${problem?.message} ${problem?.body ? JSON.stringify(problem.body) : ""}`]);
  }
}

export const failures = () => failed;
