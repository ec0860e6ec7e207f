const target = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^/@]*@)?(?:\[([0-9a-f:.]+)\]|([^/:?#[\]$]+))(?!:\/\/)(?=[/:?#]|$)/;

/**
 * gallifrey.xivo.vm.farm of `http://gallifrey.xivo.vm.farm:80/`, and of `gallifrey.xivo.vm.farm:3031` as uwsgi_pass and upstream servers have
 * it, in lower case; an IPv6 address without brackets. undefined of what names no host: a socket, a variable.
 */
export function hostOf(written: string): string | undefined {
  const [, address, name] = (/^(?:[a-z]+:\/\/)?unix:/i.test(written) ? null : target.exec(written.toLowerCase())) ?? [];
  return address ?? name?.replace(/\.$/, '');
}
