import { createSandbox } from '../../platforms/sandboxes.ts';

/** A sandbox in a process of its own, until SIGINT, SIGTERM or the end of standard input: `node test/support/sandbox.ts [FOLDER]`. */
const [folder] = process.argv.slice(2);
const sandbox = await createSandbox(folder === undefined ? {} : { folder });
console.log(
  JSON.stringify({ folder: sandbox.folder, farm: sandbox.farmFile, ports: sandbox.hosts.map(({ port }) => port) }),
);
await new Promise((resolve) => {
  process.once('SIGINT', resolve);
  process.once('SIGTERM', resolve);
  process.stdin.once('end', resolve).resume();
});
await sandbox.close();
process.exit();
