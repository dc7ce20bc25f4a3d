import type { FileTask, TaskOrder } from "./task.js"

type MakeTask = (settings: never) => FileTask<unknown>

/** The tasks by name, loaded by the threads that do them. */
const tasks: Readonly<Record<string, () => Promise<MakeTask>>> = {
  facts: async () => (await import("../facts.js")).factsTask,
  runners: async () => (await import("../runner-task.js")).runnerTask,
  tables: async () => (await import("../facts/table-facts.js")).tableTask,
  texts: async () => (await import("../facts/text-task.js")).textTask,
}

/**
 * Makes the task that is ordered: one of this table, or what the module at a `file:` URL exports as `task`. Throws on any other name.
 * The order's maker vouches for the type.
 */
export async function taskOf<T>(order: TaskOrder): Promise<FileTask<T>> {
  const load = Object.hasOwn(tasks, order.name) ? tasks[order.name] : undefined
  if (load === undefined && !order.name.startsWith("file:")) throw new RangeError(`there is no task ${order.name}`)
  const make: MakeTask = load === undefined ? (await import(order.name)).task : await load()
  return make(order.settings as never) as FileTask<T>
}
