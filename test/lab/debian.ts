import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { tools } from './recipe.ts';
import { must, run } from './run.ts';

/**
 * Sees to it that the programs the lab needs are there: installs their Debian packages when it may.
 * Throws an error with the command to type when it may not.
 */
export async function ensureTools(say: (line: string) => void): Promise<void> {
  const missing = [
    ...new Set(
      Object.keys(tools)
        .filter((name) => !isInstalled(name))
        .map((name) => tools[name] ?? name),
    ),
  ];
  if (missing.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0 || !isInstalled('apt-get')) {
    throw new Error(`The lab needs programs that are not on this machine. As root: apt-get update && ${command}`);
  }
  say(`Installing what the lab needs: ${missing.join(', ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await must('apt-get', ['update', '-qq'], { env });
  await must('apt-get', command.split(' ').slice(1), { env });
}

function isInstalled(program: string): boolean {
  // An ordinary user's PATH may lack sbin, where mke2fs is.
  return [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'].some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Where this machine gets Debian from: a suite's name, and the lines of a sources.list with the same mirrors. */
export type Mirror = { suite: string; sources: string };

/** Reads the mirror this machine's own apt uses, so that the lab comes from wherever this machine's packages do. */
export async function machineMirror(): Promise<Mirror> {
  const read = () =>
    must('apt-get', [
      'indextargets',
      '--format',
      '$(REPO_URI) $(RELEASE) $(COMPONENT)',
      'Created-By: Packages',
      'Origin: Debian',
    ]);
  let targets = await read();
  if (targets.trim() === '') {
    await must('apt-get', ['update', '-qq']);
    targets = await read();
  }
  const lines = [...new Set(targets.trim().split('\n'))].map((line) => line.split(' '));
  const suite = lines.map(([, release]) => release ?? '').find((release) => /^[a-z]+$/.test(release));
  if (!suite) throw new Error("The lab is built from Debian packages, and this machine's apt has no Debian mirror.");
  const wanted = lines.filter(([, release, component]) => release?.startsWith(suite) && component === 'main');
  return { suite, sources: wanted.map(([uri, release]) => `deb ${uri} ${release} main\n`).join('') };
}

/** This machine's settings of how apt fetches (proxy, certificates, retries), as apt.conf lines. */
export async function fetchSettings(): Promise<string> {
  const { stdout } = await run('apt-config', ['dump']);
  return stdout
    .split('\n')
    .filter((line) => /^Acquire::(https?|Check-|Retries|ForceIPv|AllowInsecure)\S* "[^"]/i.test(line))
    .map((line) => `${line}\n`)
    .join('');
}
