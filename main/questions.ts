import { createInterface } from 'node:readline/promises';
import { type Program, UsageError } from './program.ts';

/** Questions to the person at the terminal, one at a time. */
export interface Questions {
  /** Whether there is somebody to ask. */
  readonly able: boolean;
  /**
   * The answer without blanks around it; an empty one is `otherwise`.
   * @throws UsageError where there is nobody to ask and no `otherwise`, or the terminal goes away.
   */
  ask(question: string, otherwise?: string): Promise<string>;
  close(): void;
}

/** Where input is no terminal nobody is asked: what has an answer without asking gets that. */
export function openQuestions({ input, output }: Pick<Program, 'input' | 'output'>): Questions {
  if (input.isTTY !== true) {
    return {
      able: false,
      ask: async (question, otherwise) => {
        if (otherwise === undefined) throw new UsageError(`nobody is at a terminal to answer: ${question}`);
        return otherwise;
      },
      close: () => {},
    };
  }
  const typing = createInterface({ input, output });
  const gone = new AbortController();
  typing.on('close', () => gone.abort());
  return {
    able: true,
    ask: async (question, otherwise) => {
      for (;;) {
        const shown = otherwise ? `${question} [${otherwise}]: ` : `${question}: `;
        const answer = await typing.question(shown, { signal: gone.signal }).catch(() => {
          throw new UsageError('it was broken off; nothing was written');
        });
        if (answer.trim() !== '') return answer.trim();
        if (otherwise !== undefined) return otherwise;
      }
    },
    close: () => typing.close(),
  };
}
