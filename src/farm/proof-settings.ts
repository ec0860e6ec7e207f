/** How a VM proves that it is up. */
export interface ProofSettings {
  readonly by: 'tcp' | 'http';
  readonly port: number;
  /** Of an HTTP request. */
  readonly path: string;
  /** Seconds. */
  readonly timeout: number;
}
