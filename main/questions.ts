import { createInterface } from 'node:readline/promises';
import { type Program, UsageError } from './program.ts';

/** Questions to the person at the terminal, one at a time. */
export interface Questions {
  /** Whether there is somebody to ask. */
  readonly able: boolean;
  /**
   * The answer without blanks around it; an empty one is `otherwise`.
   * @throws UsageError where there is nobody to ask and no `otherwise`; Error where the terminal goes away.
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
  // Keeps what is typed, or pasted, before it is asked for.
  const lines = typing[Symbol.asyncIterator]();
  return {
    able: true,
    ask: async (question, otherwise) => {
      for (;;) {
        typing.setPrompt(otherwise ? `${question} [${otherwise}]: ` : `${question}: `);
        typing.prompt();
        const { value, done } = await lines.next();
        if (done) throw new Error('it was broken off, and no farm.yaml was written');
        const answer = value.trim();
        if (answer !== '') return answer;
        if (otherwise !== undefined) return otherwise;
      }
    },
    close: () => typing.close(),
  };
}
