// Typed parameters that count: disk and processor time, performance events.

/** VIR_DOMAIN_BLOCK_STATS_... */
export const DomainBlockStatsParams = {
  errs: "errs",
  flushReq: "flush_operations",
  flushTotalTimes: "flush_total_times",
  readBytes: "rd_bytes",
  readReq: "rd_operations",
  readTotalTimes: "rd_total_times",
  writeBytes: "wr_bytes",
  writeReq: "wr_operations",
  writeTotalTimes: "wr_total_times",
} as const;

/** VIR_DOMAIN_CPU_STATS_... */
export const DomainCpuStatsParams = {
  cputime: "cpu_time",
  systemtime: "system_time",
  usertime: "user_time",
  vcputime: "vcpu_time",
} as const;

/** VIR_PERF_PARAM_... */
export const PerfParams = {
  alignmentFaults: "alignment_faults",
  branchInstructions: "branch_instructions",
  branchMisses: "branch_misses",
  busCycles: "bus_cycles",
  cacheMisses: "cache_misses",
  cacheReferences: "cache_references",
  cmt: "cmt",
  contextSwitches: "context_switches",
  cpuClock: "cpu_clock",
  cpuCycles: "cpu_cycles",
  cpuMigrations: "cpu_migrations",
  emulationFaults: "emulation_faults",
  instructions: "instructions",
  mbml: "mbml",
  mbmt: "mbmt",
  pageFaults: "page_faults",
  pageFaultsMaj: "page_faults_maj",
  pageFaultsMin: "page_faults_min",
  refCpuCycles: "ref_cpu_cycles",
  stalledCyclesBackend: "stalled_cycles_backend",
  stalledCyclesFrontend: "stalled_cycles_frontend",
  taskClock: "task_clock",
} as const;
