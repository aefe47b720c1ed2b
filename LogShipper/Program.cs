using Platform.LogShipper;
using Platform.LogShipper.Setup;

return args is ["setup", .. var rest] ? await SetupProgram.RunAsync(rest) : await ShipperProgram.RunAsync(args);
