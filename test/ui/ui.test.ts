// All scenarios in one process: they share the browser and the server, which take seconds to start.
import "./cards";
import "./completing";
import "./editing";
import "./language";
import "./outline";
import "./renaming";
import "./running";
import "./drawing";
import "./profiles";
import "./cluster";
import "./packaged";
import "./untrusted";
import "./where";
