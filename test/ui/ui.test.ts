// All scenarios in one process: they share the browser and the server, which take seconds to start.
import "./cards";
import "./editing";
import "./language";
import "./running";
import "./drawing";
import "./profiles";
import "./cluster";
import "./packaged";
import "./untrusted";
import "./where";
