#!/usr/bin/env node
// npm links this file before anything is built, so it cannot be the built one.
import "../dist/main.js";
