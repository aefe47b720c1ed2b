using Platform.LogShipper;
using Platform.LogShipper.Kibana;
using Platform.LogShipper.Setup;

return args switch
{
    ["setup", .. var rest] => await SetupProgram.RunAsync(rest),
    ["kibana", .. var rest] => await KibanaProgram.RunAsync(rest),
    _ => await ShipperProgram.RunAsync(args),
};
