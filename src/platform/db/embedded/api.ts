/** The three levels of a pino logger that are used here. */
export interface StartLog {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

export interface StartOptions {
  /** Folder of everything that Truce keeps; made when missing. */
  stateDir: string;
  log: StartLog;
  /** Listen on 127.0.0.1 at this port instead of a unix socket; 0 means any free one. */
  port?: number;
  /** Where the server's files go when `stateDir` lies in a place that only root may enter. */
  rootFallback?: string;
}

export interface RunningPostgres {
  /** Owns the database `truce`: migrations and backup. */
  readonly ownerUrl: string;
  /** Owns nothing and bypasses no row policy: everything else. */
  readonly appUrl: string;
  /** For tests and repair only; the application never needs it. */
  readonly superuserUrl: string;
  readonly socketDir?: string;
  /** PostgreSQL's data folder, a real path. */
  readonly dataDir: string;
  /** Of the postmaster that runs now; another one after a restart. */
  readonly pid: number;
  /** Ends the server and gives the state folder free. May be called more than once. */
  stop(): Promise<void>;
}
