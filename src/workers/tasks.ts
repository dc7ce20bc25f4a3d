import type { FileRescue, FileSieve, FileTask, ReadyTask, TaskOrder } from "./task.js"

/** What makes a task, and what is done where it fails, from the settings of an order. */
interface Makers {
  readonly task: (settings: never) => FileTask<unknown>
  readonly rescue?: ((settings: never) => FileRescue<unknown>) | undefined
  readonly sieve?: ((settings: never) => FileSieve<unknown>) | undefined
}

/** The tasks by name, loaded by the threads that do them. */
const tasks: Readonly<Record<string, () => Promise<Makers>>> = {
  facts: async () => {
    const { factsSieve, factsTask, unreadTask } = await import("../facts-task.js")
    return { task: factsTask, rescue: unreadTask, sieve: factsSieve }
  },
  runners: async () => ({ task: (await import("../runner-task.js")).runnerTask }),
  tables: async () => ({ task: (await import("../facts/table-facts.js")).tableTask }),
  texts: async () => ({ task: (await import("../facts/text-task.js")).textTask }),
}

/**
 * Makes the task that is ordered: one of this table, or what the module at a `file:` URL exports as `task` (and `rescue`, `sieve`). Throws on any
 * other name. The order's maker vouches for the type.
 */
export async function taskOf<T>(order: TaskOrder): Promise<ReadyTask<T>> {
  const load = Object.hasOwn(tasks, order.name) ? tasks[order.name] : undefined
  if (load === undefined && !order.name.startsWith("file:")) throw new RangeError(`there is no task ${order.name}`)
  const makers: Makers = load === undefined ? await import(order.name) : await load()
  const settings = order.settings as never
  return {
    task: makers.task(settings) as FileTask<T>,
    rescue: (makers.rescue?.(settings) ?? null) as FileRescue<T> | null,
    sieve: (makers.sieve?.(settings) ?? null) as FileSieve<T> | null,
  }
}
