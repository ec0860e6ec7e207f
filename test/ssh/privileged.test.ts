import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EditRefused, type FileState } from '../../src/ssh/host.ts';
import { privilegedForFiles } from '../../src/ssh/privileged.ts';
import { needs } from '../support/servers.ts';
import { connectTo } from './clients.ts';
import { at, expectTidy, folder, get, log, logged, text, useFiles } from './files.ts';
import { sshd } from './one-host.ts';

needs('sshd')('a transaction through sudo', () => {
  useFiles();

  test('as another user runs through sudo exactly what the sudoers list has', async () => {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    const allowed = join(folder, 'allowed');
    writeFileSync(allowed, `${privilegedForFiles(folder, '[a-z]+\\.conf').join('\n')}\n`);
    // Stands in for sudo(8): the command's path, then its arguments joined by spaces against an expression.
    const sudo = `#!/bin/sh
[ "$1 $2" = '-n --' ] || exit 1
shift 2
command=$(command -v "$1"); shift
granted=
while read -r path expression; do
if [ "/usr/bin/\${command##*/}" = "$path" ] && printf '%s\\n' "$*" | grep -Eqx -- "$expression"; then granted=$path; fi
done <"${allowed}"
if [ -n "$granted" ]; then echo "$granted" >>"${log}"; exec "$command" "$@"; fi
echo 'sudo: a password is required' >&2
exit 1
`;
    writeFileSync(join(bin, 'sudo'), sudo, { mode: 0o755 });
    const path = `${bin}:${sshd.settings().path}`;
    const on = connectTo(sshd.settings({ path, sudo: true }))('host01');
    const edit = (name: string, before: FileState, after: FileState, more = {}) =>
      on.edit({ edits: [{ path: at(name), before, after }], ...more });
    await edit('a.conf', null, text('1'));
    if (process.getuid?.() === 0) chownSync(at('a.conf'), 1, 1);
    await edit('a.conf', text('1'), text('2'));
    await expect(edit('a.conf', text('2'), text('3'), { health: { script: 'false' } })).rejects.toThrow(EditRefused);
    await edit('b.conf', null, { link: '../a.conf' });
    await edit('b.conf', { link: '../a.conf' }, null);
    expect(get('a.conf')).toBe('2');
    const used = new Set(logged().trim().split('\n'));
    // dd is for files the user may not read: root may read all.
    const needed = ['install', 'ln', 'mv', 'rm', 'sync'];
    expect([...used].sort()).toEqual(needed.map((name) => `/usr/bin/${name}`));
    const refused = await edit('other', null, text('1')).catch((error: Error) => error);
    expect(String(refused)).toMatch(/could not edit .*other on host01 .*sudo there does not allow .*doctor --sudoers/);
    expectTidy();
  });
});
