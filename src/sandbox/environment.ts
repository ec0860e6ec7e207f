import { join } from 'node:path';

/** PATH on a host: the stand-ins, then what is real. */
export function hostPath(folder: string): string {
  return `${folder}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`;
}

/** Environment of every command on the host in this folder, as sshd gives root one. */
export function environment(folder: string) {
  return {
    PATH: hostPath(folder),
    HOME: join(folder, 'root'),
    USER: 'root',
    LOGNAME: 'root',
    SHELL: '/bin/sh',
    LANG: 'C.UTF-8',
  };
}
