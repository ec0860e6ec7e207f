import type { Tool } from './platform.ts';

/** A program, and the Debian package it comes in: one of the same name where none is given. */
export function tool(program: string, from = program): Tool {
  return { program, package: from };
}
