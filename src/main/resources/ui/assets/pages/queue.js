import { openShell } from '../app/shell.js';openShell();
