// The figures of a thread pool that we do not have: checked, kept and shown as libvirtd does for its own.

import { ErrorCode, ErrorDomain, libvirtError } from "@virtgate/protocol";

export interface WorkerSettings {
  readonly minWorkers: number;
  readonly maxWorkers: number;
  /** For calls that never wait for a hypervisor. */
  readonly prioWorkers: number;
}

export class WorkerFigures {
  #settings: WorkerSettings;
  #current: number;

  constructor(settings: WorkerSettings) {
    this.#settings = minimumWithinMaximum(settings);
    this.#current = this.#settings.minWorkers;
  }

  get settings(): WorkerSettings {
    return this.#settings;
  }

  /** How many threads a libvirtd with these settings would have: they are made when asked for and end above `max`. */
  get current(): number {
    return this.#current;
  }

  /** From the configuration file, where a minimum above the maximum counts as the maximum. */
  configure(settings: WorkerSettings): void {
    this.#settings = minimumWithinMaximum(settings);
    this.#current = this.#settings.minWorkers;
  }

  /** What the administrator wants; throws a LibvirtError for what cannot be, and then changes nothing. */
  change(changes: Partial<WorkerSettings>): void {
    const wanted = { ...this.#settings, ...changes };
    if (wanted.minWorkers > wanted.maxWorkers) throw refused("minWorkers cannot be larger than maxWorkers");
    if ((wanted.maxWorkers === 0) !== (this.#settings.maxWorkers === 0)) {
      throw refused("maxWorkers must not be switched from zero to non-zero and vice versa");
    }
    this.#settings = wanted;
    this.#current = Math.min(Math.max(this.#current, wanted.minWorkers), wanted.maxWorkers);
  }
}

const refused = (detail: string) => libvirtError(ErrorDomain.none, ErrorCode.invalidArg, detail);

function minimumWithinMaximum({ minWorkers, maxWorkers, prioWorkers }: WorkerSettings): WorkerSettings {
  return { minWorkers: Math.min(minWorkers, maxWorkers), maxWorkers, prioWorkers };
}
