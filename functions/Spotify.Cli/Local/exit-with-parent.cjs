// Loaded before a server of Node's: when the program that started it is gone, however it went, the server ends too. The parent holds the other end
// of standard input, so that the pipe closes with the parent.
'use strict';

process.stdin.on('end', () => {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(0), 3000).unref();
});
process.stdin.on('error', () => {});
process.stdin.resume();
// Watching must not keep a server alive that was asked to end.
process.stdin.unref?.();
