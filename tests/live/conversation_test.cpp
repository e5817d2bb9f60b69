#include "live/conversation.h"

#include <gmock/gmock.h>

#include <csignal>

namespace ohmsweep::live {
namespace {

using ::testing::Contains;
using ::testing::Not;

/// More than anything here takes, however busy the machine is.
constexpr double patience_s = 20.0;

TEST(Conversation, AnswersWhenAskedAndKeepsEverythingSaid) {
  Conversation talk({"sh", "-c", "echo name >&2; read name; echo hello $name; echo done >&2; exit 3"});
  ASSERT_TRUE(talk.wait_for("name", patience_s));
  talk.say("world");
  EXPECT_TRUE(talk.wait_for("hello world\n", patience_s, Said::on_stdout));
  const Ending ending = talk.finish(patience_s);
  EXPECT_TRUE(ending.in_time);
  EXPECT_EQ(ending.exit_code, 3);
  EXPECT_EQ(ending.out, "hello world\n");
  EXPECT_EQ(ending.err, "name\ndone\n");
  EXPECT_FALSE(ending.outputs_held);
}

TEST(Conversation, LooksOnlyAtWhatIsNewSinceTheLastAnswer) {
  Conversation talk({"sh", "-c", "echo one >&2; read line; echo two >&2; read line"});
  ASSERT_TRUE(talk.wait_for("one", patience_s));
  EXPECT_FALSE(talk.wait_for("one", 0.05));
  talk.say("");
  EXPECT_TRUE(talk.wait_for("two", patience_s));
}

TEST(Conversation, NoticesThatAnAwaitedTextWillNotCome) {
  Conversation talk({"sh", "-c", "exec true"});
  EXPECT_FALSE(talk.wait_for("anything", 600.0));
  EXPECT_LT(talk.seconds(), 300.0);
}

TEST(Conversation, PassesSignalsAndTellsOfWhichOneAProgramDied) {
  Conversation talk({"sh", "-c", "echo up >&2; exec sleep 600"});
  ASSERT_TRUE(talk.wait_for("up", patience_s));
  talk.signal(SIGINT);
  const Ending ending = talk.finish(patience_s);
  EXPECT_TRUE(ending.in_time);
  EXPECT_EQ(ending.exit_code, 128 + SIGINT);
}

TEST(Conversation, KillsWhoeverDoesNotEndInTime) {
  Conversation talk({"sleep", "600"});
  const Ending ending = talk.finish(0.1);
  EXPECT_FALSE(ending.in_time);
  EXPECT_EQ(ending.exit_code, 128 + SIGKILL);
}

TEST(Conversation, SeesThatAnotherProcessHoldsTheOutputs) {
  adopt_orphans();
  Conversation talk({"sh", "-c", "sleep 600 & echo $!"});
  EXPECT_TRUE(talk.finish(patience_s).outputs_held);
  const int left = std::stoi(talk.heard(Said::on_stdout));
  EXPECT_THAT(children(), Contains(left));
  kill_and_reap({left});
  EXPECT_THAT(children(), Not(Contains(left)));
}

TEST(Conversation, IsATerminalToTheProgramWhenAskedToBe) {
  const std::vector<std::string> words{"sh", "-c", "test -t 0 && test -t 2 && ! test -t 1; echo terminal $?"};
  Conversation terminal(words, {}, true);
  EXPECT_EQ(terminal.finish(patience_s).out, "terminal 0\n");
  Conversation pipes(words);
  EXPECT_EQ(pipes.finish(patience_s).out, "terminal 1\n");
}

TEST(Conversation, InterruptsThroughTheTerminalAsAPersonDoes) {
  Conversation talk({"sh", "-c", "echo up >&2; exec sleep 600"}, {}, true);
  ASSERT_TRUE(talk.wait_for("up", patience_s));
  talk.send("\x03");
  const Ending ending = talk.finish(patience_s);
  EXPECT_TRUE(ending.in_time);
  EXPECT_EQ(ending.exit_code, 128 + SIGINT);
}

TEST(Conversation, EndsTheInput) {
  for (const bool terminal : {false, true}) {
    Conversation talk({"sh", "-c", "echo up >&2; exec cat"}, {}, terminal);
    ASSERT_TRUE(talk.wait_for("up", patience_s));
    talk.say("a line");
    talk.close_input();
    const Ending ending = talk.finish(patience_s);
    EXPECT_TRUE(ending.in_time);
    EXPECT_EQ(ending.out, "a line\n");
  }
}

TEST(Conversation, GivesItsEnvironment) {
  Conversation talk({"sh", "-c", "echo $OHMSWEEP_WORD"}, {{"OHMSWEEP_WORD", "a value"}});
  EXPECT_EQ(talk.finish(patience_s).out, "a value\n");
}

TEST(ChildProcess, ThatDoesNotExistEndsAsAShellSays) {
  ChildProcess process({{"ohmsweep-no-such-program"}});
  EXPECT_EQ(process.wait(patience_s), 127);
}

TEST(ChildProcess, EndsWithItsObjectEvenWhenFrozen) {
  pid_t pid = 0;
  {
    ChildProcess process({{"sleep", "600"}});
    pid = process.pid();
    EXPECT_THAT(children(), Contains(pid));
    process.signal(SIGSTOP);
  }
  EXPECT_THAT(children(), Not(Contains(pid)));
}

}  // namespace
}  // namespace ohmsweep::live
