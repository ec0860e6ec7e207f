import ssh2 from 'ssh2';

/** A public key as known_hosts and authorized_keys have it: type and base64. */
export type PublicKey = string;

/** A new ed25519 key pair in OpenSSH's form. */
export function newKey(): { readonly private: string; readonly public: PublicKey } {
  const key = ssh2.utils.generateKeyPairSync('ed25519');
  // ssh2 1.17 drops leading zero bytes of the public key, and cannot read what it wrote: one key in 256.
  return ssh2.utils.parseKey(key.public) instanceof Error ? newKey() : key;
}
