import { describe, expect, test } from 'vitest';
import { commands } from '../../commands/index.ts';
import { namedOrNearest } from '../../src/bot/understand.ts';

describe('a word other tools use', () => {
  test.each([
    ['rm', 'destroy'],
    ['delete', 'destroy'],
    ['reboot', 'restart'],
    ['ps', 'status'],
    ['ls', 'list'],
    ['create', 'clone'],
    ['commands', 'help'],
    ['abort', 'cancel'],
    ['rollback', 'undo'],
    ['yes', 'approve'],
  ])('%s names !%s, and runs nothing', (word, name) => {
    expect(() => namedOrNearest(commands, word)).toThrow(
      new RegExp(`^There is no command ${word}\\. What you mean may be !${name}[: ]`),
    );
  });

  test('belongs to one command, and is no command itself', () => {
    const words = commands.flatMap(({ elsewhere = [] }) => elsewhere);
    expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([]);
    expect(
      words.filter((word) => commands.some(({ name, aliases }) => name === word || aliases?.includes(word))),
    ).toEqual([]);
  });
});

test('a misspelt command is answered with the nearest', () => {
  expect(() => namedOrNearest(commands, 'statsu')).toThrow('Did you mean !status?');
});
