#include "cli/command.h"

namespace ohmsweep::cli {

const std::vector<Command>& commands() {
  static const std::vector<Command> all{devices_command(),
                                        rig_new_command(),
                                        rig_show_command(),
                                        rig_check_command(),
                                        levels_command(),
                                        volts_command(),
                                        sweep_command(),
                                        calibrate_command(),
                                        verify_command(),
                                        measure_headphone_command(),
                                        measure_amplifier_command(),
                                        measure_level_command(),
                                        batch_command(),
                                        match_command(),
                                        rate_command(),
                                        pair_command(),
                                        advise_command(),
                                        list_command(),
                                        list_calibrations_command(),
                                        show_command(),
                                        show_calibration_command(),
                                        remove_command(),
                                        library_check_command(),
                                        library_backup_command(),
                                        export_command(),
                                        import_command(),
                                        reprocess_command(),
                                        demo_command()};
  return all;
}

const std::vector<OptionSpec>& global_options() {
  static const std::vector<OptionSpec> all{
      {"library", "DIR", "where results are kept; else $OHMSWEEP_LIBRARY, else the XDG data folder"},
      {"audio", "portaudio|bench:FILE", "play and record on an audio interface (default) or a virtual bench"},
      {"rig", "FILE", "the bench as a TOML file: wiring, inputs, reference, limits"},
      {"json", "", "results as JSON"},
      {"quiet", "", "only errors on stderr"},
      {"yes", "", "give every question its usual answer"},
      {"help", "", "this text", 'h'},
      {"version", "", "the program's version"}};
  return all;
}

}  // namespace ohmsweep::cli
